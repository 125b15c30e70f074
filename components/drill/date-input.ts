/** A moment as a datetime-local field has it, in UTC: `2026-11-30T10:00`. */
export const utcInput = (at: string): string => at.slice(0, 16);

/** The other way; null while the field holds none. */
export function utcOfInput(text: string): string | null {
  const at = new Date(`${text}Z`);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}
