import { AppError } from "#lib/domain/error/app-error.ts";

/** The route for a method and a path below the base, with the path's parameters. Throws AppError "not-found". */
export function match<R extends { method: string; path: string }>(
  routes: readonly R[],
  method: string,
  path: string,
): { found: R; params: Record<string, string> } {
  const parts = path.split("/").filter((p) => p !== "");
  const fitting = routes.filter((candidate) => {
    const wanted = candidate.path.split("/").filter((p) => p !== "");
    return wanted.length === parts.length && wanted.every((w, i) => w.startsWith("{") || w === parts[i]);
  });
  const found = fitting.find((candidate) => candidate.method === method);
  if (!found)
    throw new AppError(
      "not-found",
      fitting.length > 0
        ? `${path} does not take ${method}, but ${fitting.map((r) => r.method).join(", ")}. See /api/v1/openapi.json.`
        : `There is no ${path}. See /api/v1/openapi.json.`,
    );
  const names = found.path.split("/").filter((p) => p !== "");
  return {
    found,
    params: Object.fromEntries(
      names.flatMap((w, i) => (w.startsWith("{") ? [[w.slice(1, -1), decode(parts[i] ?? "")]] : [])),
    ),
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new AppError("bad-request", `"${part}" is not a well-formed part of an address.`);
  }
}
