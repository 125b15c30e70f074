import { existsSync, globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const documents = ["README.md", "ARCHITECTURE.md", ...globSync("docs/**/*.md")].filter((file) => existsSync(file));
const roots = ["app", "components", "lib", "prisma", "public", "e2e", "playbooks", "docs", "scripts", "tests", ".ci"];

/** `lib/a/b.ts`, `docs/x.md`: what stands in backticks, begins with one of our folders and has no blanks. */
function pathsIn(text: string): string[] {
  return [...text.matchAll(/`([^`\s]+)`/g)]
    .map(([, path = ""]) => path.replace(/(:\d+|\/)$/, ""))
    .filter((path) => roots.some((root) => path.startsWith(`${root}/`)) && !/[<>{}…$]/.test(path));
}

/** A path of a playbook is written from the playbook's own folder. */
const isThere = (path: string) => [path, `playbooks/*/${path}`].some((pattern) => globSync(pattern).length > 0);

describe("documents name files that exist", () => {
  test.each(documents)("%s", (document) => {
    expect(pathsIn(readFileSync(document, "utf8")).filter((path) => !isThere(path))).toEqual([]);
  });

  test("links between documents lead somewhere", () => {
    const dead = documents.flatMap((document) =>
      [...readFileSync(document, "utf8").matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
        .map(([, link = ""]) => new URL(link, `file:///${document}`).pathname.slice(1))
        .filter((path) => !existsSync(decodeURIComponent(path)))
        .map((path) => `${document} → ${path}`),
    );
    expect(dead).toEqual([]);
  });

  test("a dead path would be found", () => {
    expect(pathsIn("see `lib/no/such.ts`, `npm test` and `lib/domain/`").filter((path) => !isThere(path))).toEqual([
      "lib/no/such.ts",
    ]);
  });
});
