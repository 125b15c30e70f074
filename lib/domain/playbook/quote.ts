/**
 * One shell word holding exactly these bytes, for dash, bash and busybox: single quotes, and `'` leaves and re-enters them.
 * A shell word cannot hold NUL; lone surrogates would be changed on the way to UTF-8. Both throw.
 */
export function quoteWord(text: string): string {
  if (text.includes("\0")) throw new RangeError("a NUL byte cannot be passed to a shell");
  if (!text.isWellFormed()) throw new RangeError("a lone surrogate cannot be encoded");
  return `'${text.replaceAll("'", "'\\''")}'`;
}
