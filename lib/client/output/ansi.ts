import Anser from "anser";

/** A piece of a line with one look. Colour names are the 16 of a terminal; everything else is plain. */
export type Segment = { text: string; color: AnsiColor | null; bold: boolean; dim: boolean };
export type AnsiColor = "black" | "red" | "green" | "yellow" | "blue" | "magenta" | "cyan" | "white";

const COLORS: readonly AnsiColor[] = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const SEQUENCE =
  /\x1b(?:\[[0-9;:?<=>]*[ -/]*[@-~]?|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~]?)|\x9b[0-9;?]*[@-~]?/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a colour sequence
const COLOR_SEQUENCE = /^\x1b\[[0-9;]*m$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters shown as pictures
const CONTROL = /[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f]/g;
/** Turns text round or hides it: a log line could read as another one. */
const DECEPTIVE = /[\u0080-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Takes every escape sequence out but colours; shows control and direction characters instead of obeying them. */
export function neutralize(line: string): string {
  return line
    .replace(SEQUENCE, (sequence) => (COLOR_SEQUENCE.test(sequence) ? sequence : ""))
    .replace(CONTROL, (c) => (c === "\x7f" ? "\u2421" : String.fromCharCode(0x2400 + c.charCodeAt(0))))
    .replace(DECEPTIVE, (c) => `⟨U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
}

/** What a person reads and searches in: no sequences at all. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: colour sequences are removed
export const plainText = (line: string): string => neutralize(line).replace(/\x1b\[[0-9;]*m/g, "");

/** A line as pieces for React text nodes. Foreign text never becomes markup. */
export function segments(line: string): Segment[] {
  const safe = neutralize(line);
  if (!safe.includes("\x1b")) return [{ text: safe, color: null, bold: false, dim: false }];
  return Anser.ansiToJson(safe, { use_classes: true, remove_empty: true }).map((entry) => ({
    text: entry.content,
    color: COLORS.find((color) => entry.fg === `ansi-${color}` || entry.fg === `ansi-bright-${color}`) ?? null,
    bold: entry.decorations.includes("bold"),
    dim: entry.decorations.includes("dim"),
  }));
}
