import { globSync, readFileSync } from "node:fs";
import path from "node:path";

export type Import = {
  /** As written. */
  specifier: string;
  /** A file of this repository, or undefined for a package. */
  file: string | undefined;
  /** Gone when the program runs. */
  isTypeOnly: boolean;
};

export type Source = { path: string; text: string; imports: Import[] };

const statement = /^\s*(?:import|export)\s(?:(type)\s)?([^;"']*?)\sfrom\s*["']([^"']+)["']/gm;
const sideEffect = /^\s*import\s*["']([^"']+)["']/gm;
const dynamic = /\bimport\(\s*(?:\/\*[^*]*\*\/\s*)?["']([^"']+)["']/g;

/** The imports of a file. Formatting is Biome's, so a statement begins a line and a comment does not look like one. */
export function parse(file: string, text: string): Source {
  const imports: Import[] = [];
  const add = (specifier: string, isTypeOnly: boolean) =>
    imports.push({ specifier, file: resolve(file, specifier), isTypeOnly });
  for (const [, type, names = "", specifier = ""] of text.matchAll(statement)) {
    add(specifier, type !== undefined || hasOnlyTypes(names));
  }
  for (const [, specifier = ""] of text.matchAll(sideEffect)) add(specifier, false);
  // A type position reads import("…").Name: what is awaited, assigned or returned runs.
  for (const match of text.matchAll(dynamic)) {
    const before = text.slice(Math.max(0, match.index - 10), match.index);
    add(match[1] ?? "", !/(await|return|=>|\(|=|,)\s*$/.test(before));
  }
  return { path: file, text, imports };
}

/** `{ type A, type B }` */
function hasOnlyTypes(names: string): boolean {
  const braces = /^\{([^}]*)\}$/s.exec(names.trim());
  const listed =
    braces?.[1]
      ?.split(",")
      .map((name) => name.trim())
      .filter(Boolean) ?? [];
  return listed.length > 0 && listed.every((name) => name.startsWith("type "));
}

function resolve(from: string, specifier: string): string | undefined {
  if (specifier.startsWith(".")) return path.posix.join(path.posix.dirname(from), specifier);
  return specifier.startsWith("#") ? specifier.slice(1) : undefined;
}

/** The product's code: no tests, no stand-ins, not the application that the drill range breaks. */
export function readSources(): Source[] {
  return globSync([
    "lib/**/*.ts",
    "lib/**/*.tsx",
    "app/**/*.ts",
    "app/**/*.tsx",
    "components/**/*.ts",
    "components/**/*.tsx",
  ])
    .filter((file) => !/\.test\.tsx?$/.test(file) && !file.startsWith("lib/range/app/"))
    .sort()
    .map((file) => parse(file, readFileSync(file, "utf8")));
}
