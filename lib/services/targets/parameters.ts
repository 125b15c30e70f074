import type { CreateTarget } from "#lib/contract/target.ts";
import { checkParameter } from "#lib/domain/playbook/parameters.ts";
import type { Playbook } from "#lib/domain/playbook/schema.ts";

type Wrong = { path: string; message: string };

/** What does not fit the playbook's declarations, by field. Says nothing of a secret's value. Pure. */
export function wrongParameters(playbook: Playbook, given: Pick<CreateTarget, "parameters" | "secrets">): Wrong[] {
  const misplaced = (["parameters", "secrets"] as const).flatMap((field) =>
    Object.keys(given[field]).flatMap((name) => {
      const why = whyNotIn(playbook, field, name);
      return why ? [{ path: `${field}.${name}`, message: why }] : [];
    }),
  );
  const declared = Object.entries(playbook.parameters).flatMap(
    ([name, { type, required, default: value }]): Wrong[] => {
      const field = fieldOf(type);
      const said = Object.hasOwn(given[field], name) ? given[field][name] : undefined;
      const path = `${field}.${name}`;
      if (said === undefined) return required && value === undefined ? [{ path, message: "is required" }] : [];
      const wrong = checkParameter(type, said);
      return wrong ? [{ path, message: wrong }] : [];
    },
  );
  return [...misplaced, ...declared];
}

const fieldOf = (type: string) => (type === "secret" ? "secrets" : "parameters");

function whyNotIn(playbook: Playbook, field: "parameters" | "secrets", name: string): string | null {
  const type = Object.hasOwn(playbook.parameters, name) ? playbook.parameters[name]?.type : undefined;
  if (type === undefined) return `${playbook.title} declares no such parameter`;
  if (fieldOf(type) === field) return null;
  return field === "parameters"
    ? 'is a secret: it belongs under "secrets", where it is sealed'
    : 'is no secret: it belongs under "parameters"';
}
