import { expect, test } from "vitest";
import { InTurn } from "#lib/realtime/server/in-turn.ts";

test("everybody comes once in a round, a part at a time; who came later is in the next one", () => {
  const all = new Set(["a", "b", "c", "d", "e"]);
  const turn = new InTurn(() => all);
  expect(turn.next(0.4)).toEqual(["a", "b"]);
  all.add("f");
  expect(turn.next(0.4)).toEqual(["c", "d"]);
  expect(turn.next(0.4)).toEqual(["e"]);
  expect([...turn.next(0.5), ...turn.next(0.5)]).toEqual(["a", "b", "c", "d", "e", "f"]);
});

test("of nobody nobody comes", () => expect(new InTurn(() => []).next(1)).toEqual([]));
