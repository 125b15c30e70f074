import { describe, expect, test } from "vitest";
import { planEscalation, planNotifications } from "#lib/domain/communication/plan.ts";
import { openFields } from "#lib/domain/communication/template.ts";
import { type Communication, ContactRole } from "#lib/domain/playbook/communication.ts";
import type { SeverityClass } from "#lib/domain/playbook/schema.ts";
import { Playbook } from "#lib/domain/playbook/schema.ts";
import { checkCommunication } from "#lib/playbook/cross-check-communication.ts";
import { communicatingPlaybook } from "#lib/testing/communication.ts";
import { shipped } from "./shipped.ts";

const from = new Date("2026-01-01T00:00:00Z");
const minutes = (at: Date) => (at.getTime() - from.getTime()) / 60_000;
const owed = (playbook: Playbook, severity: SeverityClass) =>
  planNotifications(playbook.communication, severity, from).map((d) => [minutes(d.dueAt), d.title, d.via]);
const calls = (playbook: Playbook, severity: SeverityClass) =>
  planEscalation(playbook.communication, severity, from).map((s) => [minutes(s.dueAt), s.roles.join(" + "), s.until]);

describe("agent-platform", () => {
  const playbook = shipped("agent-platform");
  test("owes what its document says: three within 5 minutes, three within 15, three within an hour", () => {
    expect(owed(playbook, "critical")).toEqual([
      [5, "On-call engineer notified via phone", "person"],
      [5, "Deployment lead notified", "email"],
      [5, "Status page updated", "status-page"],
      [15, "Engineering team Slack notification", "chat"],
      [15, "Management email notification", "email"],
      [15, "Customer support briefing", "email"],
      [60, "Incident report created", "record"],
      [60, "Root cause analysis initiated", "record"],
      [60, "Customer communication", "email"],
    ]);
  });

  test("calls up its contact tree, executives for critical harm alone", () => {
    expect(playbook.communication.roles.filter((r) => r.under).map((r) => [r.under, r.id])).toEqual([
      ["on-call", "tech-lead"],
      ["on-call", "deployment-lead"],
      ["tech-lead", "dev-team"],
      ["deployment-lead", "operations-manager"],
      ["operations-manager", "executive-team"],
    ]);
    const major = [
      [0, "on-call", "acknowledged"],
      [5, "tech-lead + deployment-lead", "acknowledged"],
      [15, "dev-team + operations-manager", "acknowledged"],
    ];
    expect(calls(playbook, "major")).toEqual(major);
    expect(calls(playbook, "critical")).toEqual([...major, [30, "executive-team", "resolved"]]);
    expect(calls(playbook, "minor")).toEqual([]);
  });

  test("its template has every field of the document's", () => {
    const template = playbook.communication.templates.find((t) => t.id === "incident");
    const labels = template?.sections.flatMap((s) => [s.heading ?? "", ...s.fields.map((f) => f.label ?? "")]);
    expect(labels?.filter((l) => l !== "")).toEqual([
      ...["Incident Date", "Incident Time", "Severity", "Rollback Level", "Status", "Issue Description"],
      ...["Affected Features", "Rollback Actions Taken", "Current System Status", "Application", "Health"],
      ...["Performance", "Data Integrity", "User Impact", "Affected Users", "Impact Duration", "Data Loss"],
      ...["Next Steps", "Incident Owner", "Name", "Contact"],
    ]);
  });
});

test("spek-platform has four steps, the second after 30 minutes without a resolution", () => {
  const playbook = shipped("spek-platform");
  expect(calls(playbook, "critical").map(([at, , until]) => [at, until])).toEqual([
    [0, "acknowledged"],
    [30, "resolved"],
    [60, "resolved"],
    [120, "resolved"],
  ]);
  expect(calls(playbook, "major")).toHaveLength(2);
  expect(owed(playbook, "major").map(([, title]) => title)).toEqual([
    "Development team notified",
    "Project managers notified",
    "Expected downtime documented",
    "Status updates prepared",
  ]);
});

test("a playbook without the part owes nothing and calls nobody", () => {
  const playbook = Playbook.parse({ ...communicatingPlaybook(), communication: undefined });
  expect([owed(playbook, "critical"), calls(playbook, "critical")]).toEqual([[], []]);
});

test.each<[string, (c: Communication) => void, RegExp]>([
  ["a role that is not there", (c) => c.notifications[0]?.audience.push("nobody"), /no role "nobody"/],
  ["a role under one that comes later", (c) => c.roles.unshift({ ...role("early"), under: "lead" }), /stands above/],
  ["a step that calls an unknown role", (c) => c.escalation[0]?.roles.push("nobody"), /no role "nobody"/],
  ["steps out of order", (c) => c.escalation.reverse(), /from the first to the last/],
  ["an internal text on the status page", (c) => set(c, "page", { template: "incident" }), /takes a public one/],
  ["a message without a text", (c) => set(c, "lead", { template: undefined }), /needs one/],
  ["a record that is not looked for", (c) => set(c, "report", { record: undefined }), /via: record/],
  ["the same id twice", (c) => c.roles.push(role("lead")), /declared twice/],
])("the check of a playbook finds %s", (_, spoil, said) => {
  const playbook = communicatingPlaybook();
  expect(checkCommunication(playbook)).toEqual([]);
  spoil(playbook.communication);
  expect(checkCommunication(playbook).map((f) => f.message)).toEqual(
    expect.arrayContaining([expect.stringMatching(said)]),
  );
});

test("what is to be filled in is found in a text, and nothing else is", () => {
  expect(openFields("# A\n[TO FILL: count or percentage] and [x] done [TO FILL: a] [TO FILL: b\nc]")).toEqual([
    "count or percentage",
    "a",
  ]);
});

const role = (id: string): Communication["roles"][number] => ContactRole.parse({ id, title: id });
function set(c: Communication, id: string, over: object): void {
  c.notifications = c.notifications.map((item) => (item.id === id ? { ...item, ...over } : item));
}
