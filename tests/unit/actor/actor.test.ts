import { expect, test } from "vitest";
import { type Actor, readActor } from "#lib/domain/actor/actor.ts";

const STORED: Record<Actor["kind"], Actor> = {
  user: { kind: "user", id: "u", name: "olga", role: "commander" },
  token: { kind: "token", id: "t", name: "ci", role: "responder", userId: "u" },
  engine: { kind: "engine", id: "e", name: "engine" },
  contact: { kind: "contact", id: "c", name: "Dana Lead" },
  schedule: { kind: "schedule", id: "s", name: "drill schedule" },
};

test.each(Object.values(STORED))("a stored $kind can be read back by name", (actor) => {
  expect(readActor(JSON.parse(JSON.stringify(actor)))).toEqual({ kind: actor.kind, name: actor.name });
});

test.each([null, {}, { kind: "nobody", name: "x" }, { kind: "user" }])("%j is no actor", (stored) => {
  expect(() => readActor(stored)).toThrow();
});
