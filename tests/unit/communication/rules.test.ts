import { describe, expect, test } from "vitest";
import { latestAt } from "#lib/client/latest-at.ts";
import { recipientsFor } from "#lib/client/recipients.ts";
import { splitSecrets } from "#lib/domain/communication/channel.ts";
import { deadlineState } from "#lib/domain/communication/deadline.ts";
import { afterAttempt } from "#lib/domain/communication/delivery.ts";
import { callsOf, stepFate } from "#lib/domain/communication/escalation.ts";
import { channelTest, isPermission, liveIncident } from "#lib/domain/communication/outside.ts";
import { peopleOf } from "#lib/domain/communication/recipients.ts";

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));

test.each([
  [null, null, 4, "due"],
  [null, null, 5, "due"],
  [null, null, 6, "overdue"],
  [4, "sent", 9, "sent"],
  [5, "done", 9, "done"],
  [6, "sent", 9, "late"],
  [6, "done", 9, "late"],
  [9, "cancelled", 9, "cancelled"],
])("a deadline at minute 5, settled at %s as %s, is at minute %i: %s", (settled, settledAs, now, state) => {
  const settledAt = settled === null ? null : at(settled);
  expect(deadlineState({ dueAt: at(5), settledAt, settledAs }, at(now))).toBe(state);
});

describe("after an attempt", () => {
  const now = at(0);
  const refused = { kind: "refused", answer: "", isTemporary: true } as const;
  test("a refusal that may pass is tried again after 5 s, 15 s, 1, 5 and 15 minutes, then given up", () => {
    const pauses = [1, 2, 3, 4, 5, 6].map((attempt) => {
      const next = afterAttempt("smtp", refused, attempt, now);
      return next.state === "queued" ? (next.nextAttemptAt.getTime() - now.getTime()) / 1000 : next.state;
    });
    expect(pauses).toEqual([5, 15, 60, 300, 900, "failed"]);
  });
  test("a refusal that stays is not tried again", () => {
    expect(afterAttempt("smtp", { ...refused, isTemporary: false }, 1, now)).toEqual({ state: "failed" });
  });
  test.each([
    ["smtp", "unknown"],
    ["slack", "unknown"],
    ["teams", "unknown"],
    ["webhook", "unknown"],
    ["pagerduty", "queued"],
    ["status-page", "queued"],
  ] as const)("an unknown outcome by %s is then: %s", (kind, state) => {
    expect(afterAttempt(kind, { kind: "unknown", answer: "" }, 1, now).state).toBe(state);
  });
});

describe("permission to send", () => {
  const incident = (drillNumber: number | null, ...environments: ("production" | "staging" | "drill")[]) => ({
    drillNumber,
    targets: environments.map((environment) => ({ target: { environment } })),
  });
  test.each([
    [incident(null, "production"), true],
    [incident(null, "drill", "staging"), true],
    [incident(null, "drill"), false],
    [incident(null, "drill", "drill"), false],
    [incident(3, "staging"), false],
    [incident(3, "production"), false],
    [incident(null), false],
  ])("for %j: %s", (of, isLive) => {
    expect(isPermission(liveIncident(1, of))).toBe(isLive);
  });
  test("cannot be made elsewhere, nor copied", () => {
    const real = liveIncident(1, incident(null, "production"));
    const looksLike = [{ number: 1 }, { ...real }, structuredClone(real), null, "live"];
    expect(looksLike.map(isPermission)).toEqual(Array(5).fill(false));
    expect(isPermission(channelTest("c"))).toBe(true);
  });
});

test("a step is stopped by an acknowledgement only when it waits for one, and always by the end", () => {
  const fate = (until: string, isOver: boolean, acknowledgedBy: string | null) =>
    stepFate({ until }, { isOver, acknowledgedBy }).kind;
  expect(fate("acknowledged", false, null)).toBe("calls");
  expect(fate("acknowledged", false, "Olga")).toBe("stopped");
  expect(fate("resolved", false, "Olga")).toBe("calls");
  expect(fate("resolved", true, null)).toBe("stopped");
});

const contact = (name: string, over: object = {}) => ({
  id: name,
  name,
  email: "",
  phone: "",
  roles: ["lead"],
  playbook: null,
  position: 0,
  ...over,
});
const channel = (id: string, kind: "smtp" | "slack" | "pagerduty", over: object = {}) => ({
  id,
  name: id,
  kind,
  address: "",
  enabled: true,
  takesRecipients: kind === "smtp",
  last: null,
  ...over,
});

test("people of a role are those of every playbook and of this one", () => {
  const all = [
    contact("a"),
    contact("b", { playbook: "p" }),
    contact("c", { playbook: "q" }),
    contact("d", { roles: [] }),
  ];
  expect(peopleOf(all, "p", ["lead"]).map((c) => c.name)).toEqual(["a", "b"]);
});

test("a step calls each person with an address by mail, and each other channel of its ways once", () => {
  const people = [contact("a", { email: "a@x.test" }), contact("b"), contact("c", { email: "c@x.test" })];
  const channels = [channel("mail", "smtp"), channel("pager", "pagerduty"), channel("chat", "slack")];
  const calls = callsOf(["email", "pager"], people, channels).map((c) => `${c.channel.name} ${c.recipient}`.trim());
  expect(calls).toEqual(["mail a@x.test", "mail c@x.test", "pager"]);
});

test("a message proposes the plan's recipients first and lists every other way", () => {
  const tree = [
    { role: "lead", title: "Lead", under: null, contacts: [contact("a", { email: "a@x.test" }), contact("silent")] },
    { role: "other", title: "Other", under: null, contacts: [contact("b", { email: "b@x.test" })] },
  ];
  const channels = [channel("chat", "slack"), channel("mail", "smtp"), channel("off", "smtp", { enabled: false })];
  const ways = recipientsFor({ via: "email", audience: [{ role: "lead", title: "Lead" }] }, channels, tree);
  expect(ways.map((w) => [w.recipientName || w.channel, w.isPlanned])).toEqual([
    ["a", true],
    ["chat", false],
    ["b", false],
  ]);
});

test("a channel's secrets are apart from what is shown of it", () => {
  const { settings, secret } = splitSecrets({ kind: "webhook", url: "https://hooks.test/T0/secret", key: "whsec_x" });
  expect(settings).toEqual({ host: "hooks.test" });
  expect(secret).toEqual({ url: "https://hooks.test/T0/secret", key: "whsec_x" });
});

test.each([
  ["12:34", undefined],
  ["12:33", "2026-01-01T12:33:00.000Z"],
  ["12:35", "2025-12-31T12:35:00.000Z"],
])("a clock that showed %s did so last at %s", (time, iso) => {
  expect(latestAt(time, Date.UTC(2026, 0, 1, 12, 34, 56))).toBe(iso);
});
