/**
 * Bytes of PostgreSQL's `encode(…, 'escape')`: ASCII stands for itself, a backslash for two of them, 0 and everything above 127 for `\ooo`. Of text it is
 * the fastest form to get bytes in: as such they come in hexadecimal, which takes twice as long.
 */
export function fromEscaped(text: string): Uint8Array {
  let backslash = text.indexOf("\\");
  if (backslash === -1) return Buffer.from(text, "latin1");
  const bytes = Buffer.allocUnsafe(text.length);
  let length = 0;
  let from = 0;
  for (; backslash !== -1; backslash = text.indexOf("\\", from)) {
    length += bytes.write(text.slice(from, backslash), length, "latin1");
    const isBackslash = text.charCodeAt(backslash + 1) === 92;
    bytes[length++] = isBackslash ? 92 : octal(text, backslash + 1);
    from = backslash + (isBackslash ? 2 : 4);
  }
  length += bytes.write(text.slice(from), length, "latin1");
  return bytes.subarray(0, length);
}

const octal = (text: string, at: number): number =>
  (text.charCodeAt(at) - 48) * 64 + (text.charCodeAt(at + 1) - 48) * 8 + text.charCodeAt(at + 2) - 48;
