import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { quoteWord } from "#lib/domain/playbook/quote.ts";
import { shellPath } from "./support.ts";

const directory = mkdtempSync(join(tmpdir(), "quoting-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe.each(["dash", "bash", "busybox"] as const)("a quoted word under %s", (shell) => {
  const path = shellPath(shell, directory);
  // Every byte but NUL, one character a byte, so that what is not UTF-8 is tried as well.
  const byte = fc.integer({ min: 1, max: 255 });
  const special = fc.constantFrom(
    ..."'\"\\$`!\n\r\t -*?[]{}()<>|&;#~=\x81\x82\x88\xff".split("").map((c) => c.charCodeAt(0)),
  );
  const text = fc.array(fc.oneof(byte, special), { maxLength: 60 }).map((bytes) => String.fromCharCode(...bytes));

  it("comes out as exactly the bytes that went in: as a value, as a word, and sourced a second time", () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 200 }), (values) => {
        const script = values
          .map(
            (value) =>
              `x=${quoteWord(value)}; eval ${quoteWord(`y=${quoteWord(value)}`)}; printf '%s\\000%s\\000%s\\000' "$x" ${quoteWord(value)} "$y"\n`,
          )
          .join("");
        const { stdout, status, stderr } = spawnSync(path, [], {
          input: Buffer.from(script, "latin1"),
          maxBuffer: 2 ** 26,
        });
        expect({ status, stderr: stderr.toString() }).toEqual({ status: 0, stderr: "" });
        expect(stdout.toString("latin1")).toBe(values.map((value) => `${value}\0`.repeat(3)).join(""));
      }),
      { numRuns: 50 },
    );
  });

  it("runs nothing of a request that was cut anywhere", () => {
    const request = `{ printf ran ${quoteWord("it's")} "$((1))"; }\n`;
    for (let length = 0; length < request.length - 2; length += 1) {
      expect(spawnSync(path, [], { input: request.slice(0, length) }).stdout.toString()).toBe("");
    }
    expect(spawnSync(path, [], { input: request }).stdout.toString()).toBe("ran");
  });
});

describe("what no shell can hold", () => {
  it.each(["a\0b", "\ud800"])("%j is refused", (value) => {
    expect(() => quoteWord(value)).toThrow(RangeError);
  });
});
