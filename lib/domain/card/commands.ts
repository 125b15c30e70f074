import { quoteWord } from "../playbook/quote.ts";
import type { Card, CardProcedure } from "./card.ts";

/** How to get to the target; null when nobody said where it is. */
export function loginCommand({ address }: Card): string | null {
  return address ? `ssh -t -p ${address.port} ${quoteWord(`${address.user}@${address.host}`)}` : null;
}

/** Copies one file of the kit to the target and runs it there. */
export function fileCommand({ address }: Card, { fileName }: CardProcedure): string | null {
  if (!address) return null;
  const at = `${address.user}@${address.host}`;
  // scp takes an address with colons in brackets.
  const host = address.host.includes(":") ? `[${address.host}]` : address.host;
  return `scp -p -P ${address.port} ${fileName} ${quoteWord(`${address.user}@${host}:backout-${fileName}`)} && ssh -t -p ${address.port} ${quoteWord(at)} sh backout-${fileName}`;
}

const END = "BACKOUT_CARD_END";

/**
 * What a person pastes into a shell on the target: the script lands in a file first and runs as a whole, so that a line that fails cannot be followed by the
 * next one. An interactive bash would read \`!\` as history: that is switched off.
 */
export function pasteBlock({ script, fileName }: CardProcedure): string {
  if (script.split("\n").includes(END)) throw new Error(`the script holds the line ${END}`);
  return `case $- in *H*) set +H ;; esac
cat > "$HOME/backout-${fileName}" <<'${END}'
${script}${END}
sh "$HOME/backout-${fileName}"
`;
}
