import { expect, it } from "vitest";
import { isPublic } from "#lib/adapters/push/public-address.ts";
import { whyNoEndpoint } from "#lib/domain/push/endpoint.ts";
import { payloadOf } from "#lib/domain/push/message.ts";
import { wakesOf } from "#lib/domain/push/wakes.ts";

it.each([
  "https://fcm.googleapis.com/fcm/send/abc:def",
  "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
  "https://web.push.apple.com/QGuQyavXutnMH",
])("sends to %s", (endpoint) => {
  expect(whyNoEndpoint(endpoint)).toBeNull();
});

it.each([
  "http://push.example.com/x",
  "ftp://push.example.com/x",
  "https://user:word@push.example.com/x",
  "https://push.example.com:8443/x",
  "https://127.0.0.1/x",
  "https://0x7f.1/x",
  "https://2130706433/x",
  "https://[::1]/x",
  "https://[::ffff:10.0.0.1]/x",
  "https://localhost/x",
  "https://db.internal/x",
  "https://printer.local./x",
  "https://intranet/x",
  "not an address",
  `https://push.example.com/${"x".repeat(1_024)}`,
])("sends nothing to %s", (endpoint) => {
  expect(whyNoEndpoint(endpoint)).toEqual(expect.any(String));
});

it.each(["127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "0.0.0.0"])(
  "connects to no name that is %s",
  (address) => expect(isPublic(address)).toBe(false),
);
it.each(["::1", "fe80::1", "fd12::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "::"])(
  "connects to no name that is %s",
  (address) => expect(isPublic(address)).toBe(false),
);
it.each(["142.250.0.1", "2a00:1450:4001::1"])("connects to %s", (address) => expect(isPublic(address)).toBe(true));

const run = { incident: 7, title: "Code rollback", startedBy: "u1" };
const event = (kind: string, data = {}) => ({ runId: "r1", seq: 3, kind, data, run });
const wakes = (events: ReturnType<typeof event>[]) => wakesOf({ incidents: [], events, overdue: [] });

it("wakes for what needs somebody or went wrong, once for each fact, and not whoever did it", () => {
  expect(wakes([event("run.created", { approval: "one-other" })])).toEqual([
    {
      key: "run:r1:3",
      kind: "approval-needed",
      incident: 7,
      text: "Code rollback waits for a second person's approval.",
      exceptUserId: "u1",
    },
  ]);
  expect(wakes([event("step.asked")])[0]).toMatchObject({ kind: "person-needed", exceptUserId: null });
  expect(wakes([event("run.settled", { status: "failed" })])[0]?.kind).toBe("run-failed");
  expect(wakes([event("run.settled", { status: "interrupted" })])[0]?.kind).toBe("run-unknown");
  expect(
    wakesOf({
      incidents: [{ number: 7, severity: "critical", declaredBy: "u1" }],
      events: [],
      overdue: [{ id: "d1", incident: 7, title: "Customers told" }],
    }).map(({ key, text }) => [key, text]),
  ).toEqual([
    ["incident:7", "Declared as critical."],
    ["deadline:d1", "Overdue: Customers told."],
  ]);
});

it.each([
  event("run.created", { approval: "none" }),
  event("run.settled", { status: "succeeded" }),
  event("run.settled", { status: "cancelled" }),
  event("run.approved"),
])("wakes nobody for $kind $data", (quiet) => {
  expect(wakes([quiet])).toEqual([]);
});

it("carries a number, our words and a path", () => {
  expect(payloadOf({ key: "incident:7", incident: 7, text: "Declared as critical." })).toEqual({
    tag: "incident:7",
    title: "INC-7",
    body: "Declared as critical.",
    path: "/incidents/7",
  });
});
