import type { z } from "zod";
import { AppError } from "#lib/domain/error/app-error.ts";

/** Parses what was sent; throws AppError "invalid" with every field that does not fit. `where` stands before the paths. */
export function fit<T extends z.ZodType>(schema: T, value: unknown, where: string): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const at = (path: readonly PropertyKey[]) => [where, ...path.map(String)].filter((p) => p !== "").join(".");
  const errors = parsed.error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({ path: at([...issue.path, key]), message: "is not known here" }))
      : [{ path: at(issue.path), message: issue.message }],
  );
  const first = errors[0];
  throw new AppError(
    "invalid",
    `What was sent does not fit: ${first?.path ? `${first.path}: ` : ""}${first?.message ?? "see errors"}. Nothing was changed.`,
    { errors },
  );
}
