import { AppError } from "#lib/domain/error/app-error.ts";
import { checkParameter } from "#lib/domain/playbook/parameters.ts";
import type { Subject } from "./start.ts";

/**
 * What was chosen, checked: known names, the type of the parameter, and with a plan one of the offered candidates on every target.
 * Without a plan the run itself lists the candidates again and stops when the choice is not among them.
 */
export function resolveChoices(subject: Subject, given: Record<string, string>): Record<string, string> {
  const declared = subject.option.steps.flatMap((s) =>
    "choose" in s ? [{ name: s.choose, type: s.type, title: s.title }] : [],
  );
  for (const name of Object.keys(given)) {
    if (!declared.some((d) => d.name === name))
      throw new AppError("invalid", `${subject.procedure.title} has no choice "${name}". Nothing was started.`, {
        errors: [
          {
            path: `choices.${name}`,
            message: declared.length
              ? `one of ${declared.map((d) => d.name).join(", ")}`
              : "there is nothing to choose",
          },
        ],
      });
  }
  const chosen: Record<string, string> = {};
  for (const { name, type, title } of declared) {
    const value = given[name] ?? subject.defaults[name];
    if (value === undefined) {
      if (subject.candidates === null) continue; // the run takes the proven default
      throw new AppError(
        "not-offered",
        `${title}: no candidate is proven, so there is no default. Nothing was started. Choose one, or use another procedure.`,
        { errors: [{ path: `choices.${name}`, message: "choose one" }] },
      );
    }
    const wrong = checkParameter(type, value);
    if (wrong)
      throw new AppError("not-offered", `${title}: ${wrong}. Nothing was started.`, {
        errors: [{ path: `choices.${name}`, message: wrong }],
      });
    checkOffered(subject, name, title, value);
    chosen[name] = value;
  }
  return chosen;
}

function checkOffered(subject: Subject, name: string, title: string, value: string): void {
  for (const [targetId, candidates] of Object.entries(subject.candidates?.[name] ?? {})) {
    const candidate = candidates.find((c) => c.value === value);
    if (candidate && candidate.state !== "refused") continue;
    const target = subject.targets.find((t) => t.id === targetId)?.name ?? "the target";
    const offered = candidates.filter((c) => c.state !== "refused").map((c) => c.value);
    const why = candidate ? `is refused on ${target}: ${candidate.why}` : `does not exist on ${target}`;
    throw new AppError(
      "not-offered",
      `${title}: "${value}" ${why}. Nothing was started. Offered: ${offered.join(", ") || "none"}.`,
      {
        errors: [
          { path: `choices.${name}`, message: offered.length ? `one of ${offered.join(", ")}` : "nothing is offered" },
        ],
      },
    );
  }
}
