import { PLAIN, type Style, styled } from "./sgr.ts";

/** A piece of a line with one look. */
export type Segment = Style & { text: string };

/**
 * What a line of output may do here: change its look. Rules, in the order in which they are tried:
 * - CSI … m sets the look; every other CSI (cursor, erase, scroll, modes, queries) and every short escape is left out.
 * - OSC, DCS, APC, PM and SOS with their text are left out when they are a title, a link, a place or a shell's mark, and named when they are
 *   anything else (`⟨OSC 52⟩` writes the clipboard). Only finished ones count: an open one swallows nothing, its text stays text.
 * - Any other control, format, direction or invisible character and every half of a pair is shown by a sign or its number.
 * A line never begins in the middle of a sequence, so nothing hides what stands on the next one.
 */
const SPECIAL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are looked for
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b[\]PX^_][^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)|\u001b(?:[ -/]+[0-~]|[0-OQ-WYZ\\`-~])|(?!\t|\ufe0e|\ufe0f)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{DI}]/gu;
/** Nothing special begins with anything else, so a line without it is plain. */
const ODD = /(?!\t|\ufe0e|\ufe0f)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{DI}]/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the parameters of a look
const LOOK = /^\u001b\[([0-9;:]*)m$/;
/** Titles, working directory, link, marks of shell integrations. */
const SILENT_OSC = new Set(["0", "1", "2", "7", "8", "133", "633"]);
const STRINGS: Readonly<Record<string, string>> = { P: "DCS", X: "SOS", "^": "PM", _: "APC" };

/** A line as pieces for React text nodes. Foreign text never becomes markup. */
export function segments(line: string): Segment[] {
  if (!ODD.test(line)) return [{ ...PLAIN, text: line }];
  const pieces: Segment[] = [];
  let style = PLAIN;
  let text = "";
  let from = 0;
  for (const match of line.matchAll(SPECIAL)) {
    text += line.slice(from, match.index);
    from = match.index + match[0].length;
    const look = LOOK.exec(match[0])?.[1];
    if (look === undefined) {
      text += shown(match[0]);
      continue;
    }
    if (text !== "") pieces.push({ ...style, text });
    text = "";
    style = styled(style, look);
  }
  text += line.slice(from);
  if (text !== "" || pieces.length === 0) pieces.push({ ...style, text });
  return pieces;
}

/** What a person reads, searches and copies: no sequences at all. */
export const plainText = (line: string): string =>
  ODD.test(line)
    ? segments(line)
        .map((segment) => segment.text)
        .join("")
    : line;

/** What stands in the place of something special that is no look. */
function shown(special: string): string {
  const code = special.codePointAt(0) ?? 0;
  if (special.length > 1 && code === 0x1b) {
    const osc = special[1] === "]" ? (/^\d{0,4}/.exec(special.slice(2))?.[0] ?? "") : null;
    if (osc !== null) return SILENT_OSC.has(osc) ? "" : `⟨OSC ${osc}⟩`;
    const name = STRINGS[special[1] ?? ""];
    return name ? `⟨${name}⟩` : "";
  }
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
}
