/** Shorter ones would turn words of every log into stars, and are guessed faster than found. */
export const MIN_SECRET_BYTES = 6;
/** A shorter line of a secret with several lines is too likely to be a word of its own. */
const MIN_LINE_BYTES = 8;
/** What `base64` of coreutils prints on a line. */
const BASE64_LINE = 76;
/** `-----BEGIN OPENSSH PRIVATE KEY-----` is in every key and says only that there is one. */
const ARMOUR = /^-----.*-----$/;

/**
 * The byte strings by which a secret shows itself in output: as it is, each longer line of it, quoted by a shell, in URLs, in JSON, and in
 * base64 (also within a longer text, such as `user:password`). None for a secret of less than 6 bytes. Best effort by nature: a secret that
 * a program changes in another way is not found. Pure.
 */
export function secretForms(secret: string): Buffer[] {
  // A shell takes the line feeds off the end of what it reads.
  const values = [secret, secret.replace(/\n+$/, "")].filter((v) => Buffer.byteLength(v) >= MIN_SECRET_BYTES);
  const texts = values.flatMap((value) => [...spellings(value), ...base64(Buffer.from(value)), ...linesOf(value)]);
  return [...new Set(texts)].map((text) => Buffer.from(text));
}

function spellings(secret: string): string[] {
  const url = encodeURIComponent(secret.toWellFormed());
  const strict = url.replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const form = new URLSearchParams({ s: secret }).toString().slice(2);
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    // `set -x` prints it so when it stands between single quotes.
    secret.replaceAll("'", "'\\''"),
    json,
    // Python and others keep to ASCII.
    json.replaceAll(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`),
    ...[url, strict, form].flatMap((text) => [text, lowerHex(text)]),
  ];
}

const lowerHex = (text: string) => text.replaceAll(/%[0-9A-F]{2}/g, (c) => c.toLowerCase());

function linesOf(secret: string): string[] {
  if (!secret.includes("\n")) return [];
  return secret
    .split("\n")
    .map((line) => line.replace(/\r$/, ""))
    .filter((line) => Buffer.byteLength(line) >= MIN_LINE_BYTES && !ARMOUR.test(line));
}

/**
 * Three bytes are four characters, so within a longer text a secret begins at one of three places. A character that also depends on the
 * bytes before it cannot be known and is left out; at the end there is a form with the padding and one without the last, uncertain character.
 */
function base64(secret: Buffer): string[] {
  const forms = [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), secret]).toString("base64");
    const from = Math.ceil((before * 8) / 6);
    const certain = Math.floor(((before + secret.length) * 8) / 6);
    return [whole.slice(from), whole.slice(from, certain)];
  });
  const wrapped = secret.toString("base64").match(new RegExp(`.{1,${BASE64_LINE}}`, "g")) ?? [];
  const pieces = wrapped.length > 1 ? wrapped.filter((line) => line.length >= MIN_LINE_BYTES) : [];
  return [...forms, ...pieces].flatMap((form) => [
    form,
    form.replaceAll("+", "-").replaceAll("/", "_"),
    form.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", ""),
  ]);
}
