import type { Procedure } from "../playbook/schema.ts";

/** How a procedure is called in lists: `Level 1`, `GAP-001`, `PostgreSQL`. */
export function shortName({ procedure, scope }: Procedure): string {
  if ("level" in scope) return `Level ${scope.level}`;
  if ("component" in scope) return scope.component;
  if ("data" in scope) return scope.data;
  return procedure;
}
