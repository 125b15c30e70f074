import { visible } from "#lib/domain/output/visible.ts";

/** One line of foreign text on a terminal: nothing in it can move the cursor, change a title or hide. */
export const line = (text: string): string => visible(text.replaceAll(/\s+/g, " ").trim());

const COLOURS = /\p{Cc}\[[0-9;:]*m/gu;

/** Output of a host as a terminal may show it: its line ends stay, colours go, everything else that a terminal would obey is shown as a sign. */
export function plainOutput(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replaceAll(COLOURS, "")
    .split(/\r|\n/)
    .map((part) => visible(part))
    .join("\n");
}

/** Columns as wide as their longest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((r) => (r[i] ?? "").length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0)))
        .join("  ")
        .trimEnd(),
    )
    .map((l) => `${l}\n`)
    .join("");
}

export const jsonLine = (value: unknown): string => `${JSON.stringify(value)}\n`;
