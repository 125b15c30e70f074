const MAGIC = "openssh-key-v1\0";

/** line: what `authorized_keys` on the host needs. protected: a passphrase guards the key, and the engine has none. */
export type Authorized = { kind: "line"; line: string } | { kind: "protected" };

/**
 * What a private key in OpenSSH's format says of its public half, which stands in it in the clear (PROTOCOL.key of OpenSSH). Null for anything else,
 * PEM too. Nothing of it leaves the page. Pure.
 */
export function authorizedOf(privateKey: string): Authorized | null {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]+?)-----END OPENSSH PRIVATE KEY-----/.exec(privateKey)?.[1];
  const bytes = body === undefined ? null : decoded(body.replaceAll(/\s+/g, ""));
  if (!bytes?.startsWith(MAGIC)) return null;
  const [cipher, , , , blob] = fieldsOf(bytes.slice(MAGIC.length));
  if (cipher === undefined || blob === undefined) return null;
  if (cipher !== "none") return { kind: "protected" };
  const [type = ""] = fieldsOf(blob);
  return { kind: "line", line: `${type} ${btoa(blob)} backout` };
}

/** Cipher, kdf, its options, how many keys, and the first public key; or of a public key its type and the rest. */
function fieldsOf(bytes: string): string[] {
  const fields: string[] = [];
  let at = 0;
  while (at + 4 <= bytes.length && fields.length < 5) {
    const length = [0, 1, 2, 3].reduce((sum, i) => sum * 256 + bytes.charCodeAt(at + i), 0);
    // The fourth is a bare number, no text.
    const isNumber = fields.length === 3;
    if (!isNumber && at + 4 + length > bytes.length) break;
    fields.push(isNumber ? String(length) : bytes.slice(at + 4, at + 4 + length));
    at += isNumber ? 4 : 4 + length;
  }
  return fields;
}

function decoded(base64: string): string | null {
  try {
    return atob(base64);
  } catch {
    return null;
  }
}
