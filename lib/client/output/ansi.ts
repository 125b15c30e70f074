import Anser from "anser";

/** A piece of a line with one look. Colour names are the 16 of a terminal; everything else is plain. */
export type Segment = { text: string; color: AnsiColor | null; bold: boolean; dim: boolean };
export type AnsiColor = "black" | "red" | "green" | "yellow" | "blue" | "magenta" | "cyan" | "white";

const COLORS: readonly AnsiColor[] = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
const ESC = "\\u001b";
const BEL = "\\u0007";
/** CSI, then OSC, DCS, PM, APC and SOS with their text, then two-character sequences, then 8-bit CSI; also unfinished ones. */
const SEQUENCE = new RegExp(
  `${ESC}(?:\\[[0-9;:?<=>]*[ -/]*[@-~]?|[\\]PX^_][^${BEL}${ESC}]*(?:${BEL}|${ESC}\\\\)?|[ -/]*[0-~]?)|\\u009b[0-9;?]*[@-~]?`,
  "g",
);
const COLOR = new RegExp(`^${ESC}\\[[0-9;]*m$`);
const COLORS_IN_TEXT = new RegExp(`${ESC}\\[[0-9;]*m`, "g");
/** All of C0 but tab, line feed (never here) and the escape of a kept colour; and delete. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are looked for
const CONTROL = /[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f]/g;
/** Turns text round or hides it: a log line could read as another one. */
const DECEPTIVE = /[\u0080-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Takes every escape sequence out but colours; shows control and direction characters instead of obeying them. */
export function neutralize(line: string): string {
  return line
    .replace(SEQUENCE, (sequence) => (COLOR.test(sequence) ? sequence : ""))
    .replace(CONTROL, (c) => (c === "\u007f" ? "\u2421" : String.fromCharCode(0x2400 + c.charCodeAt(0))))
    .replace(DECEPTIVE, (c) => `⟨U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
}

/** What a person reads and searches in: no sequences at all. */
export const plainText = (line: string): string => neutralize(line).replace(COLORS_IN_TEXT, "");

/** A line as pieces for React text nodes. Foreign text never becomes markup. */
export function segments(line: string): Segment[] {
  const safe = neutralize(line);
  if (!safe.includes("\u001b")) return [{ text: safe, color: null, bold: false, dim: false }];
  return Anser.ansiToJson(safe, { use_classes: true, remove_empty: true }).map((entry) => ({
    text: entry.content,
    color: COLORS.find((color) => entry.fg === `ansi-${color}` || entry.fg === `ansi-bright-${color}`) ?? null,
    bold: entry.decorations.includes("bold"),
    dim: entry.decorations.includes("dim"),
  }));
}
