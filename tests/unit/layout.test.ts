import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

type Package = {
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};
const packageJson = JSON.parse(readFileSync("package.json", "utf8")) as Package;

test.each(["package.json", "tsconfig.json", "app", "components", "lib", "prisma", "public", "e2e", "next.config.js"])(
  "%s stands at the top level, where the layout has it",
  (entry) => {
    expect(existsSync(entry)).toBe(true);
  },
);

// The ten that were given.
test.each([
  "next",
  "react",
  "tailwindcss",
  "prisma",
  "@tanstack/react-query",
  "socket.io",
  "node-ssh",
  "zod",
  "playwright",
  "vitest",
])("the stack's %s is a dependency with an exact version", (name) => {
  const version = { ...packageJson.dependencies, ...packageJson.devDependencies }[name];
  expect(version).toMatch(/^\d+\.\d+\.\d+/);
});

test("every npm script is the bootstrap's, in npm's place, so that a signal to npm reaches what runs", () => {
  for (const [name, command] of Object.entries(packageJson.scripts)) {
    expect(command).toBe(`exec node scripts/bootstrap.mjs ${name}`);
  }
});
