/** A random key. `crypto.randomUUID` exists only on https and localhost; a dashboard on a plain LAN address must work too. */
export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}
