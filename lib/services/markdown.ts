import { INVISIBLE } from "./html.ts";

/** One line of foreign text inside Markdown: characters that could mean something are escaped, invisible ones are gone. */
export const md = (text: string): string =>
  text
    .replaceAll(/\s+/g, " ")
    .replaceAll(INVISIBLE, "")
    .trim()
    .replaceAll(/[\\`*_{}[\]()#+!|<>~&]/g, (c) => `\\${c}`)
    // An address alone becomes a link in many readers; people shall see what they follow.
    .replaceAll(/\b(https?|ftp):\/\//gi, "$1\\://")
    .replaceAll(/\bwww\./gi, "www\\.")
    .replace(/^([-=])/, "\\$1")
    .replace(/^(\d+)\./, "$1\\.");
