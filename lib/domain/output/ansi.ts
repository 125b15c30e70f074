import { hasUnseen, visible } from "#lib/domain/output/visible.ts";
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
const SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are looked for
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b[\]PX^_][^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)|\u001b(?:[ -/]+[0-~]|[0-OQ-WYZ\\`-~])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the parameters of a look
const LOOK = /^\u001b\[([0-9;:]*)m$/;
/** Titles, working directory, link, marks of shell integrations. */
const SILENT_OSC = new Set(["0", "1", "2", "7", "8", "133", "633"]);
const STRINGS: Readonly<Record<string, string>> = { P: "DCS", X: "SOS", "^": "PM", _: "APC" };

/** A line as pieces for React text nodes. Foreign text never becomes markup. */
export function segments(line: string): Segment[] {
  if (!hasUnseen(line)) return [{ ...PLAIN, text: line }];
  const pieces: Segment[] = [];
  let style = PLAIN;
  let text = "";
  let from = 0;
  for (const match of line.matchAll(SEQUENCE)) {
    text += visible(line.slice(from, match.index));
    from = match.index + match[0].length;
    const look = LOOK.exec(match[0])?.[1];
    if (look === undefined) {
      text += nameOf(match[0]);
      continue;
    }
    if (text !== "") pieces.push({ ...style, text });
    text = "";
    style = styled(style, look);
  }
  text += visible(line.slice(from));
  if (text !== "" || pieces.length === 0) pieces.push({ ...style, text });
  return pieces;
}

/** What a person reads, searches and copies: no sequences at all. */
export const plainText = (line: string): string =>
  hasUnseen(line)
    ? segments(line)
        .map((segment) => segment.text)
        .join("")
    : line;

/** What stands in the place of a sequence that is no look: nothing, or what it was. */
function nameOf(sequence: string): string {
  if (sequence[1] !== "]") {
    const name = STRINGS[sequence[1] ?? ""];
    return name ? `⟨${name}⟩` : "";
  }
  const number = /^\d{0,4}/.exec(sequence.slice(2))?.[0] ?? "";
  return SILENT_OSC.has(number) ? "" : `⟨OSC ${number}⟩`;
}
