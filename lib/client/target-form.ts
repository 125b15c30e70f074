import type { PlaybookView } from "#lib/contract/playbook.ts";

export type ParsedParameters = { ok: true; parameters: Record<string, string> } | { ok: false; reason: string };

/** `NAME=value` lines; blank lines and lines with # are left out. The server checks each value against its declared type. */
export function parseParameters(text: string): ParsedParameters {
  const parameters: Record<string, string> = {};
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const plain = line.trim();
    if (plain === "" || plain.startsWith("#")) continue;
    const match = plain.match(/^([A-Z][A-Z0-9_]{0,62})=(.*)$/);
    const [, name, value] = match ?? [];
    if (name === undefined || value === undefined) return { ok: false, reason: `line ${index + 1} is not NAME=value` };
    if (name in parameters) return { ok: false, reason: `${name} stands twice` };
    parameters[name] = value;
  }
  return { ok: true, parameters };
}

export type SecretField = { name: string; title: string; required: boolean };

/** The secrets that a target of the playbook can be given, in its order. */
export const secretsOf = (playbook: Pick<PlaybookView, "parameters"> | undefined): SecretField[] =>
  Object.entries(playbook?.parameters ?? {}).flatMap(([name, { type, title, required }]) =>
    type === "secret" ? [{ name, title, required }] : [],
  );

/** Those of the declared ones that were typed in; an empty field is one that was left out. */
export const givenSecrets = (
  declared: readonly SecretField[],
  typed: Readonly<Record<string, string | undefined>>,
): Record<string, string> =>
  Object.fromEntries(declared.flatMap(({ name }) => (typed[name] ? [[name, typed[name]]] : [])));

/** The fingerprint in what `ssh-keygen -lf` printed (`256 SHA256:… root@host (ED25519)`), or the text as it is: then the contract says what is wrong. */
export const pinIn = (text: string): string =>
  /SHA256:[A-Za-z0-9+/]{43}(?![A-Za-z0-9+/])/.exec(text)?.[0] ?? text.trim();
