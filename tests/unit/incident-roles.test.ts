import { expect, it } from "vitest";
import { decideRole, type RoleCommand, type RoleState } from "#lib/domain/incident/roles.ts";

const ana = { id: "1", handle: "ana" };
const bo = { id: "2", handle: "bo" };
const cy = { id: "3", handle: "cy" };
const decide = (state: RoleState, command: RoleCommand, by = ana) =>
  decideRole("incident-commander", state, command, by);
const held: RoleState = { holder: ana, offer: null };
const offered: RoleState = { holder: ana, offer: { to: bo, note: "level 2 runs" } };

it.each<[what: string, state: RoleState, command: RoleCommand, by: typeof ana, next: RoleState, kind: string]>([
  ["what nobody holds is taken", null, { verb: "take" }, ana, held, "role.taken"],
  [
    "is assigned to another",
    held,
    { verb: "assign", to: bo, note: "" },
    cy,
    { holder: bo, offer: null },
    "role.assigned",
  ],
  [
    "an assignment ends an offer",
    offered,
    { verb: "assign", to: cy, note: "" },
    cy,
    { holder: cy, offer: null },
    "role.assigned",
  ],
  [
    "stays with its holder while it is offered",
    held,
    { verb: "hand-over", to: bo, note: "level 2 runs" },
    ana,
    offered,
    "role.offered",
  ],
  ["goes to who accepts", offered, { verb: "accept" }, bo, { holder: bo, offer: null }, "role.accepted"],
  ["stays when it is declined", offered, { verb: "decline", note: "" }, bo, held, "role.declined"],
  ["stays when the holder takes the offer back", offered, { verb: "decline", note: "" }, ana, held, "role.kept"],
  ["is given up", offered, { verb: "release", note: "" }, ana, null, "role.released"],
])("%s", (_what, state, command, by, next, kind) => {
  const decision = decide(state, command, by);
  expect(decision.state).toEqual(next);
  expect(decision.kind).toBe(kind);
});

it.each<[what: string, state: RoleState, command: RoleCommand, by: typeof ana, why: RegExp]>([
  ["taken twice", held, { verb: "take" }, bo, /ana is incident commander\. Ask for a hand-over/],
  ["taken by its holder", held, { verb: "take" }, ana, /You are incident commander already/],
  ["assigned to its holder", held, { verb: "assign", to: ana, note: "" }, cy, /ana is incident commander already/],
  ["handed over by another", held, { verb: "hand-over", to: bo, note: "x" }, cy, /ana is .* and hands it over/],
  ["handed over to oneself", held, { verb: "hand-over", to: ana, note: "x" }, ana, /to somebody else/],
  ["handed over when nobody holds it", null, { verb: "hand-over", to: bo, note: "x" }, ana, /Nobody is/],
  ["accepted by another than asked", offered, { verb: "accept" }, cy, /waits for you/],
  ["accepted without an offer", held, { verb: "accept" }, bo, /waits for you/],
  ["declined by a third", offered, { verb: "decline", note: "" }, cy, /waits for you/],
  ["given up by another", held, { verb: "release", note: "" }, bo, /ana is .*, not you/],
])("cannot be %s", (_what, state, command, by, why) => {
  expect(() => decide(state, command, by)).toThrow(why);
  expect(() => decide(state, command, by)).toThrow(/Nothing was changed\.$/);
});
