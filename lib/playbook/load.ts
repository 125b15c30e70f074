import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { canonical } from "#lib/domain/canonical/canonical.ts";
import { Playbook } from "#lib/domain/playbook/schema.ts";
import { crossCheck } from "./cross-check.ts";
import { type Located, type Problem, parseYaml } from "./yaml.ts";

/** The playbook cannot be used. Each problem names file, line and column; nothing of it was loaded. */
export class PlaybookError extends Error {
  readonly problems: Problem[];
  constructor(directory: string, problems: Problem[]) {
    super(
      `${path.basename(directory)} cannot be loaded:\n${problems.map((p) => `  ${p.file}:${p.line}:${p.column}: ${p.message}`).join("\n")}`,
    );
    this.name = "PlaybookError";
    this.problems = problems;
  }
}

export type LoadedPlaybook = {
  playbook: Playbook;
  /** SHA-256 (hex) over the canonical JSON, scripts included. */
  hash: string;
};

/**
 * Reads `playbook.yaml`, `procedures/*.yaml` and `scripts/*.sh` of a directory, checks each against the schema and all against each other.
 * @throws {PlaybookError}
 */
export function loadPlaybook(directory: string): LoadedPlaybook {
  const files = [
    located(directory, "playbook.yaml"),
    ...procedureFiles(directory).map((file) => located(directory, file)),
  ];
  const [main, ...procedures] = files;
  const broken = [...files.flatMap((f) => f.problems), ...(main ? misplaced(main) : [])];
  if (broken.length > 0 || !main) throw new PlaybookError(directory, broken);

  const scripts = readScripts(directory);
  const { prelude, bodies } = apartFromPrelude(scripts);
  const parsed = Playbook.safeParse({
    ...(main.value as object),
    procedures: procedures.map((f) => f.value),
    prelude,
    scripts: bodies,
  });
  if (!parsed.success)
    throw new PlaybookError(
      directory,
      parsed.error.issues.map((issue) => place(main, procedures, issue.path, deepest(issue))),
    );

  const problems = crossCheck(parsed.data).map(({ path: at, message }) =>
    place(main, procedures, at, { path: [], message }),
  );
  if (problems.length > 0) throw new PlaybookError(directory, problems);
  return { playbook: parsed.data, hash: createHash("sha256").update(canonical(parsed.data)).digest("hex") };
}

/** Every playbook below a directory: those that load, and why the others do not. */
export function loadPlaybooks(root: string): {
  loaded: LoadedPlaybook[];
  failed: { id: string; error: PlaybookError }[];
} {
  const loaded: LoadedPlaybook[] = [];
  const failed: { id: string; error: PlaybookError }[] = [];
  for (const id of readdirSync(root).sort()) {
    const directory = path.join(root, id);
    if (!existsSync(path.join(directory, "playbook.yaml"))) continue;
    try {
      loaded.push(loadPlaybook(directory));
    } catch (error) {
      if (!(error instanceof PlaybookError)) throw error;
      failed.push({ id, error });
    }
  }
  return { loaded, failed };
}

/** What the loader fills from other files would be lost if it stood in playbook.yaml. */
const misplaced = (main: Located): Problem[] =>
  Object.entries({
    procedures: "procedures stand in procedures/*.yaml",
    scripts: "scripts stand in scripts/*.sh",
    prelude: "the prelude stands in scripts/prelude.sh",
  }).flatMap(([key, message]) =>
    typeof main.value === "object" && main.value !== null && Object.hasOwn(main.value, key)
      ? [{ ...main.positionOf([key]), message: `${key}: ${message}` }]
      : [],
  );

const located = (directory: string, file: string): Located =>
  parseYaml(file, existsSync(path.join(directory, file)) ? readFileSync(path.join(directory, file), "utf8") : null);

function procedureFiles(directory: string): string[] {
  const folder = path.join(directory, "procedures");
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((f) => f.endsWith(".yaml"))
        .sort()
        .map((f) => `procedures/${f}`)
    : [];
}

function readScripts(directory: string): Record<string, string> {
  const folder = path.join(directory, "scripts");
  if (!existsSync(folder)) return {};
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((f) => f.endsWith(".sh"))
    .sort();
  return Object.fromEntries(
    names.map((f) => [`scripts/${f.replaceAll(path.sep, "/")}`, readFileSync(path.join(folder, f), "utf8")]),
  );
}

/** `prelude.sh` and then each `prelude-*.sh`, one text in which every file begins with a comment of its name; and the scripts that run after it. */
function apartFromPrelude(scripts: Record<string, string>): { prelude: string; bodies: Record<string, string> } {
  const isPrelude = (file: string) => PRELUDE_FILE.test(file);
  const files = Object.keys(scripts).filter(isPrelude).sort(preludeFirst);
  return {
    prelude: files.map((file) => `# ${file}\n${scripts[file]}`).join(""),
    bodies: Object.fromEntries(Object.entries(scripts).filter(([file]) => !isPrelude(file))),
  };
}
const PRELUDE_FILE = /^scripts\/prelude(-[a-z0-9-]+)?\.sh$/;
const preludeFirst = (a: string, b: string): number => a.length - b.length || a.localeCompare(b);

type Said = { code?: string; path: PropertyKey[]; message: string; errors?: Said[][] };

/** Of a union that nothing fits, the branch that got furthest says what is meant. */
function deepest(issue: Said): Said {
  if (issue.code !== "invalid_union" || !issue.errors?.length) return { path: [], message: issue.message };
  // A branch for another kind of value altogether says nothing of this one.
  const isOfKind = (branch: Said[]) => branch[0]?.code !== "invalid_type" || branch[0].path.length > 0;
  const branches = issue.errors
    .filter((branch) => branch.length > 0)
    .sort((a, b) => Number(isOfKind(b)) - Number(isOfKind(a)) || a.length - b.length);
  const best = branches[0]?.[0];
  if (!best) return { path: [], message: issue.message };
  const said = deepest(best);
  return { ...said, path: [...best.path, ...said.path] };
}

/** `procedures.1.title` lies in the second procedure file, `scripts.scripts/x.sh` in that script; everything else in playbook.yaml. */
function place(main: Located, procedures: Located[], at: PropertyKey[], said: Said): Problem {
  const full = [...at, ...said.path];
  if (full[0] === "scripts" && typeof full[1] === "string")
    return { file: full[1], line: 1, column: 1, message: said.message };
  const inProcedure = full[0] === "procedures" && typeof full[1] === "number" ? procedures[full[1]] : undefined;
  const file = inProcedure ?? main;
  const inner = inProcedure ? full.slice(2) : full;
  return { ...file.positionOf(inner), message: `${inner.length > 0 ? `${inner.join(".")}: ` : ""}${said.message}` };
}
