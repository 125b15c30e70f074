/**
 * Every control, format, direction and invisible character, and every half of a pair; not the tab, and not the two marks that choose the look
 * of an emoji. What turns text round or hides in it makes one line look like another.
 */
const UNSEEN = /(?!\t|\ufe0e|\ufe0f)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{DI}]/u;
const EACH = new RegExp(UNSEEN.source, "gu");

export const hasUnseen = (text: string): boolean => UNSEEN.test(text);

/** The text with a sign (`␛`) or a number (`⟨U+202E⟩`) in the place of each character that nobody would see. Pure. */
export const visible = (text: string): string => (hasUnseen(text) ? text.replaceAll(EACH, signOf) : text);

function signOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
}
