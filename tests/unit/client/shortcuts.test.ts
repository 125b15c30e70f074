import { expect, it } from "vitest";
import { GO, SHORTCUTS } from "#lib/client/shortcuts/keys.ts";
import { KeySequence } from "#lib/client/shortcuts/sequence.ts";

it("takes the key after G as its second, within a moment, and only that one", () => {
  const sequence = new KeySequence();
  expect(sequence.press("t", 0)).toBe("t");
  expect(sequence.press("g", 100)).toBeNull();
  expect(sequence.press("T", 1_299)).toBe("g t");
  expect(sequence.press("t", 1_300), "the one after is alone again").toBe("t");
  expect(sequence.press("g", 2_000)).toBeNull();
  expect(sequence.press("t", 3_200), "too late").toBe("t");
});

it("has every page that G reaches in the help", () => {
  const help = SHORTCUTS.find(({ keys }) => keys.startsWith("G then"))?.keys.toLowerCase() ?? "";
  expect(help.replace("g then ", "").split(" ").sort()).toEqual(Object.keys(GO).sort());
});
