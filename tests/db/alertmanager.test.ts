import { afterAll, expect, test } from "vitest";
import type { AlertDraftView } from "#lib/contract/alert.ts";
import { issueAlertToken } from "#lib/services/alerts/tokens.ts";
import { startAlerting } from "#lib/testing/alerting.ts";
import { smallPlaybook } from "#lib/testing/playbooks.ts";
import { createLive } from "./live-kit.ts";

const live = await createLive(smallPlaybook());
const { token: alertToken } = await issueAlertToken(live.ctx("admin"), { name: "test" });
const alerting = await startAlerting({
  backoutUrl: live.url,
  alertToken,
  scrapeToken: live.tokens.viewer,
  rule: `  - alert: ErrorRateHigh
    expr: app_error_rate_percent > 5
    labels: { target: host-1 }
    annotations:
      summary: "Errors on host-1"
      signal_errorRatePercent: "{{ $value }}"
`,
});
afterAll(() => alerting.stop());

async function drafts(): Promise<AlertDraftView[]> {
  const answer = await fetch(`${live.url}/api/v1/alerts/drafts`, {
    headers: { authorization: `Bearer ${live.tokens.viewer}` },
  });
  return (await answer.json()).items;
}
const IN_TIME = { timeout: 60_000, interval: 200 };

test("a rule of a real Prometheus fires, a real Alertmanager posts, a draft with its signals appears; its end ends it", async () => {
  alerting.set("app_error_rate_percent", 12);
  await expect.poll(drafts, { ...IN_TIME, message: alerting.log() }).toHaveLength(1);
  const [draft] = await drafts();
  expect(draft).toMatchObject({
    title: "Errors on host-1",
    status: "firing",
    target: "host-1",
    playbook: "small",
    signals: { errorRatePercent: 12 },
    unusable: [],
    incident: null,
    endsAt: null,
  });
  // It is a proposal: nobody was declared an incident for, and nothing runs.
  expect(await live.db.prisma.incident.count()).toBe(0);
  expect(await live.db.prisma.run.count()).toBe(0);

  alerting.set("app_error_rate_percent", 0);
  await expect.poll(async () => (await drafts())[0]?.status, IN_TIME).toBe("resolved");
  const [over] = await drafts();
  expect(over?.id).toBe(draft?.id);
  expect(Date.parse(over?.endsAt ?? "")).toBeGreaterThan(Date.parse(over?.startsAt ?? ""));
});

test("a real Prometheus scrapes Backout with a token of an account", async () => {
  await expect.poll(() => alerting.query('up{job="backout"}'), IN_TIME).toEqual(["1"]);
  await expect.poll(() => alerting.query("backout_engines"), IN_TIME).toEqual(["1"]);
  await expect.poll(() => alerting.query("backout_alert_drafts_open"), IN_TIME).toEqual(["0"]);
});
