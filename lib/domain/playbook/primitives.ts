import { z } from "zod";

/** What every part of a playbook is written with. */

export const Slug = z.string().regex(/^[a-z0-9]+(?:[-.][a-z0-9]+)*$/, "lower-case words joined by - or .");

const DURATION_MS = { s: 1_000, m: 60_000, h: 3_600_000 } as const;
/** `30s`, `5m`, `1h` in files; milliseconds inside and when stored. */
export const Duration = z.union([
  z.number().int().positive(),
  z
    .string()
    .regex(/^[1-9][0-9]{0,3}(s|m|h)$/, "a duration such as 30s, 5m, 1h")
    .transform((text) => Number(text.slice(0, -1)) * DURATION_MS[text.slice(-1) as keyof typeof DURATION_MS]),
]);

export const SeverityClass = z.enum(["critical", "major", "minor"]);
export type SeverityClass = z.infer<typeof SeverityClass>;
