/** Control characters, and marks that turn text around or hide it. */
export const INVISIBLE = /[\p{Cc}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/** Foreign text inside HTML, in an element or in a quoted attribute: it can neither make markup nor hide. */
export const escapeHtml = (text: string): string =>
  text
    .replaceAll(INVISIBLE, (c) => (c === "\n" || c === "\t" ? c : ""))
    .replaceAll(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
