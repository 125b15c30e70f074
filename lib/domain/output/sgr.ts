/** How a piece of output looks. Colour names are the 8 of a terminal; the other hues, backgrounds, blinking and hiding are not followed. */
export type Style = {
  color: AnsiColor | null;
  bold: boolean;
  dim: boolean;
  italic: boolean;
  underline: boolean;
  strike: boolean;
};
export type AnsiColor = (typeof COLORS)[number];

const COLORS = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"] as const;
export const PLAIN: Style = {
  color: null,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  strike: false,
};

/** The look after `CSI parameters m` (ECMA-48, SGR). What is not known changes nothing. Pure. */
export function styled(before: Style, parameters: string): Style {
  let style = before;
  const codes = parameters.split(";");
  for (let i = 0; i < codes.length; i++) {
    const [code = 0, ...more] = (codes[i] ?? "").split(":").map(Number);
    if (code !== 38 && code !== 48 && code !== 58) {
      style = { ...style, ...change(code, more[0]) };
      continue;
    }
    // A colour by number (5;n) or by red, green and blue (2;r;g;b), with colons inside one parameter or spread over the next ones.
    const spread = more.length === 0;
    const kind = spread ? codes[i + 1] : String(more[0]);
    if (code === 38) style = { ...style, color: kind === "5" ? numbered(spread ? codes[i + 2] : more[1]) : null };
    if (spread) i += kind === "5" ? 2 : kind === "2" ? 4 : 0;
  }
  return style;
}

function change(code: number, more: number | undefined): Partial<Style> {
  if (code >= 30 && code <= 37) return { color: COLORS[code - 30] ?? null };
  if (code >= 90 && code <= 97) return { color: COLORS[code - 90] ?? null };
  switch (code) {
    case 0:
      return PLAIN;
    case 1:
      return { bold: true };
    case 2:
      return { dim: true };
    case 3:
      return { italic: true };
    case 4:
      return { underline: more !== 0 };
    case 9:
      return { strike: true };
    case 21:
      return { underline: true };
    case 22:
      return { bold: false, dim: false };
    case 23:
      return { italic: false };
    case 24:
      return { underline: false };
    case 29:
      return { strike: false };
    case 39:
      return { color: null };
    default:
      return {};
  }
}

/** Of the 256 colours only the first 16 have names. */
const numbered = (n: string | number | undefined): AnsiColor | null =>
  n !== undefined && n !== "" && Number(n) < 16 ? (COLORS[Number(n) % 8] ?? null) : null;
