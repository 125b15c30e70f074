/**
 * A finding in the playbook's way of speaking, apart: what is true, and what is safe next. What was not done ("Nothing was changed.") goes without
 * saying for something that only looks. Pure.
 */
export function sayingOf(detail: string): { says: string; next: string | null } {
  const [fact = "", next] = detail.split(/\bSafe next:\s*/, 2);
  return {
    says: withoutEnd(fact.replaceAll(/\s*\bNothing was (changed|run)( on it)?\./g, "")),
    next: next ? withoutEnd(next) : null,
  };
}

const withoutEnd = (text: string): string => text.trim().replace(/[.,]$/, "");
