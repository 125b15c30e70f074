import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StepOutput } from "#lib/client/output/step-output.ts";
import { plainText, segments } from "#lib/domain/output/ansi.ts";
import { PLAIN } from "#lib/domain/output/sgr.ts";

const ESC = "\x1b";
const ST = `${ESC}\\`;

describe("looks", () => {
  it("are kept as named colours", () => {
    expect(segments(`ok ${ESC}[31mred${ESC}[0m end`).map((s) => [s.text, s.color])).toEqual([
      ["ok ", null],
      ["red", "red"],
      [" end", null],
    ]);
  });

  it.each([
    ["1", { bold: true }],
    ["2;3", { dim: true, italic: true }],
    ["4;9", { underline: true, strike: true }],
    ["4:3", { underline: true }],
    ["4;4:0", {}],
    ["1;4;9;3;22;24;29;23", {}],
    ["92", { color: "green" }],
    ["31;39", {}],
    ["38;5;4;1", { color: "blue", bold: true }],
    ["38:5:12", { color: "blue" }],
    ["31;38;2;1;2;3;1", { bold: true }],
    ["31;38:2::1:2:3;1", { bold: true }],
    ["48;5;1;4", { underline: true }],
    ["38;5;200", {}],
    ["38;5", {}],
    ["8", {}],
    ["5;7", {}],
    ["1;", {}],
    ["999", {}],
  ])("%s", (parameters, look) => {
    expect(segments(`${ESC}[${parameters}mtext`)).toEqual([{ ...PLAIN, ...look, text: "text" }]);
  });
});

describe("what a terminal would obey", () => {
  it.each([
    ["a window title", `${ESC}]0;owned\x07text`],
    ["a link", `${ESC}]8;;https://evil.example\x07text${ESC}]8;;${ST}`],
    ["cursor movement and erasing", `${ESC}[2J${ESC}[1;1Hte${ESC}[2Kxt`],
    ["private modes", `${ESC}[?1049h${ESC}[?25ltext${ESC}[>4;1m`],
    ["questions to the terminal", `${ESC}[6n${ESC}[c${ESC}Ztext`],
    ["reset and charsets", `${ESC}c${ESC}(0te${ESC}7xt`],
    ["a shell's marks", `${ESC}]133;A\x07text`],
  ])("is left out: %s", (_, line) => expect(plainText(line)).toBe("text"));

  it.each([
    ["the clipboard", `${ESC}]52;c;cm0gLXJm\x07`, "⟨OSC 52⟩"],
    ["a file transfer", `${ESC}]1337;File=inline=1:AAAA\x07`, "⟨OSC 1337⟩"],
    ["a device string", `${ESC}P$q"p${ST}`, "⟨DCS⟩"],
    ["an application string", `${ESC}_Ga=T;AAAA${ST}`, "⟨APC⟩"],
    ["a private message", `${ESC}^x${ST}`, "⟨PM⟩"],
    ["a string", `${ESC}Xx\u009c`, "⟨SOS⟩"],
  ])("is named: %s", (_, sequence, name) => expect(plainText(`a${sequence}b`)).toBe(`a${name}b`));

  it.each([
    ["an open sequence", `a${ESC}[31`, "a␛[31"],
    ["an open string, which swallows nothing", `a${ESC}]0;rm -rf /`, "a␛]0;rm -rf /"],
    ["a string that another escape breaks off", `${ESC}]0;x${ESC}[1mtext`, "␛]0;xtext"],
    ["an escape before what is none", `${ESC}é`, "␛é"],
    ["8-bit controls", "a\u009b31mb\u009d0;t\u0090", "a⟨U+009B⟩31mb⟨U+009D⟩0;t⟨U+0090⟩"],
    ["control characters", "a\0b\x07c\bd\x7f", "a␀b␇c␈d␡"],
    ["a new line in disguise", "a\rb\u0085c\u2028d", "a␍b⟨U+0085⟩c⟨U+2028⟩d"],
    [
      "characters that turn text round",
      "safe\u202Eelif\u2066x\u2069\u200f",
      "safe⟨U+202E⟩elif⟨U+2066⟩x⟨U+2069⟩⟨U+200F⟩",
    ],
    ["what nobody sees", "a\u200bb\u00adc\ufeffd\u3164", "a⟨U+200B⟩b⟨U+00AD⟩c⟨U+FEFF⟩d⟨U+3164⟩"],
    ["hidden letters of the tags block", "a\u{e0041}b", "a⟨U+E0041⟩b"],
    ["half of a pair", "a\ud83db", "a⟨U+D83D⟩b"],
  ])("is shown: %s", (_, line, expected) => expect(plainText(line)).toBe(expected));

  it("is not what people write", () => {
    const line = "\tünïcödé ✔️ 日本語 עברית 🚀 → <b>&amp;</b> 100 %";
    expect(segments(line)).toEqual([{ ...PLAIN, text: line }]);
  });
});

it("leaves markup as text", () => {
  const line = "<img src=x onerror=alert(1)>";
  expect(segments(line)).toEqual([{ ...PLAIN, text: line }]);
});

describe("whatever the bytes", () => {
  const hostile = fc.oneof(
    fc.string({ unit: "binary", maxLength: 8 }),
    fc.constantFrom(
      ESC,
      `${ESC}[`,
      `${ESC}]`,
      `${ESC}P`,
      ST,
      "\x07",
      "\r",
      "\n",
      "\u009b",
      "\u202e",
      "\ud800",
      "31m",
      ";",
      "52;c;",
    ),
  );
  const bytes = fc
    .array(
      fc.oneof(
        hostile.map((s) => Buffer.from(s)),
        fc.uint8Array({ maxLength: 6 }).map((b) => Buffer.from(b)),
      ),
      { maxLength: 30 },
    )
    .map((parts) => Buffer.concat(parts));
  const linesOf = (pieces: readonly Uint8Array[]) => {
    const output = new StepOutput();
    for (const piece of pieces) output.apply(output.received, piece);
    return Array.from({ length: output.lines.end }, (_, i) => output.lines.line(i));
  };

  it("nothing that controls, turns or hides is left", () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 30 }), (parts) => {
        for (const piece of segments(parts.join("")))
          expect(piece.text.replaceAll(/\t|\ufe0e|\ufe0f/g, "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{DI}]/u);
      }),
      { numRuns: 3_000 },
    );
  });

  it("text between sequences is unchanged", () => {
    const text = fc
      .string({ unit: "grapheme-composite", maxLength: 8 })
      .map((s) => s.replaceAll(/[\p{C}\p{Zl}\p{Zp}\p{DI}]/gu, ""));
    const sequence = fc.constantFrom(`${ESC}[1;31m`, `${ESC}[2K`, `${ESC}]0;t\x07`, `${ESC}(B`, `${ESC}]8;;x${ST}`);
    fc.assert(
      fc.property(fc.array(fc.tuple(text, sequence)), (pairs) => {
        expect(plainText(pairs.flat().join(""))).toBe(pairs.map(([t]) => t).join(""));
      }),
    );
  });

  it("lines are the same however the bytes were cut", () => {
    fc.assert(
      fc.property(bytes, fc.array(fc.nat(200), { maxLength: 8 }), (all, cuts) => {
        const at = [0, ...cuts.map((c) => Math.min(c, all.length)).sort((a, b) => a - b), all.length];
        const pieces = at.slice(1).map((to, i) => all.subarray(at[i], to));
        expect(linesOf(pieces)).toEqual(linesOf([all]));
      }),
      { numRuns: 2_000 },
    );
  });
});
