import { expect, it } from "vitest";
import { labelOf } from "#lib/client/push/browser.ts";
import { isAlarm } from "#lib/client/sound/alarms.ts";
import type { IncidentSummary } from "#lib/contract/incident.ts";
import type { RunStatus } from "#lib/domain/run/status.ts";
import { incidentSummary, runSummary } from "./samples.ts";

const incident = (number: number, status: RunStatus | null, drill: number | null = null): IncidentSummary =>
  incidentSummary({ number, drill, currentRun: status && { ...runSummary(status), incident: number } });

it.each<[string, IncidentSummary[], IncidentSummary[], boolean]>([
  ["a new incident", [], [incident(1, null)], true],
  ["a run that failed", [incident(1, "running")], [incident(1, "failed")], true],
  ["a run that waits for approval", [incident(1, null)], [incident(1, "awaiting-approval")], true],
  ["a run that failed before", [incident(1, "failed")], [incident(1, "failed")], false],
  ["a run that began", [incident(1, null)], [incident(1, "running")], false],
  ["a run that was proven", [incident(1, "running")], [incident(1, "succeeded")], false],
  ["an incident that is over", [incident(1, null)], [], false],
  ["a rehearsal", [], [incident(1, "failed", 3)], false],
])("of %s", (_what, before, after, expected) => {
  expect(isAlarm(before, after)).toBe(expected);
});

it.each([
  ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"],
  ["Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Safari/604.1",
    "Safari on iPhone",
  ],
  ["curl/8", "A browser on another system"],
])("knows %s again", (userAgent, label) => {
  expect(labelOf(userAgent)).toBe(label);
});
