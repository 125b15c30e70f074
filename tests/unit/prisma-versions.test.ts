import { createRequire } from "node:module";
import { expect, test } from "vitest";

const version = (name: string) =>
  (createRequire(import.meta.url)(`${name}/package.json`) as { version: string }).version;

// The command line and the engine speak a protocol that is internal to Prisma; it may change with any version.
test("the WebAssembly schema engine is the one that the installed Prisma command line was made for", () => {
  expect(version("../../node_modules/@prisma/schema-engine-wasm")).toBe(
    version("../../node_modules/@prisma/engines-version"),
  );
});

test("all Prisma packages are of one version", () => {
  const versions = ["prisma", "@prisma/client", "@prisma/adapter-pg", "@prisma/driver-adapter-utils"].map((name) =>
    version(`../../node_modules/${name}`),
  );
  expect(new Set(versions)).toEqual(new Set([version("../../node_modules/prisma")]));
});
