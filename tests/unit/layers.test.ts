import { describe, expect, test } from "vitest";
import { checkClientReach, checkEnvironment, checkLayers, checkPackages, checkPurity } from "./layers/rules.ts";
import { parse, readSources } from "./layers/source.ts";

const sources = readSources();

describe("the code keeps its layers", () => {
  test("every folder imports only what its layer may", () => {
    expect(sources.flatMap(checkLayers)).toEqual([]);
  });

  test("SSH, the queue, Prisma, sockets, Next and React stay where they belong", () => {
    expect(sources.flatMap(checkPackages)).toEqual([]);
  });

  test("the domain has no clock, no chance and no process", () => {
    expect(sources.flatMap(checkPurity)).toEqual([]);
  });

  test("one file reads the environment", () => {
    expect(sources.flatMap(checkEnvironment)).toEqual([]);
  });

  test("nothing of the server is sent to a browser", () => {
    expect(checkClientReach(sources)).toEqual([]);
  });
});

// Each rule is shown a file that breaks it: a rule that cannot fail holds nothing.
describe("a planted violation is found", () => {
  const plant = (path: string, text: string) => parse(path, text);

  test.each([
    ["lib/domain/run/x.ts", `import { startRun } from "#lib/services/runs/start.ts";`],
    ["lib/domain/run/x.ts", `import type { Clock } from "#lib/ports/clock.ts";`],
    ["lib/services/runs/x.ts", `import { createDb } from "../../adapters/postgres/client.ts";`],
    ["lib/services/runs/x.ts", `export { z } from "#lib/engine/engine.ts";`],
    ["lib/engine/x.ts", `const { y } = await import("#lib/adapters/ssh/y.ts");`],
    ["lib/client/x.ts", `import {\n  a,\n  b,\n} from "#lib/services/runs/start.ts";`],
    ["components/run/x.tsx", `import "#lib/web/session.ts";`],
    ["lib/contract/x.ts", `import { a } from "#lib/ports/db.ts";`],
    ["app/x/page.tsx", `import { a } from "#lib/services/runs/start.ts";`],
    ["lib/web/x.ts", `import { createAuth } from "#lib/adapters/auth/auth.ts";`],
    ["lib/helpers/x.ts", ""],
  ])("an import across layers, in %s: %s", (path, text) => {
    expect(checkLayers(plant(path, text))).toHaveLength(1);
  });

  test.each([
    ["lib/engine/x.ts", `import { NodeSSH } from "node-ssh";`],
    ["lib/services/x.ts", `import type { Client } from "ssh2";`],
    ["lib/engine/x.ts", `import { PgBoss } from "pg-boss";`],
    ["lib/services/x.ts", `import { PrismaClient } from "#generated/prisma/client.ts";`],
    ["lib/services/x.ts", `import type { Run } from "#generated/prisma/client.ts";`],
    ["lib/ports/db.ts", `import { PrismaClient } from "#generated/prisma/client.ts";`],
    ["lib/adapters/queue/x.ts", `import { Prisma } from "@prisma/client";`],
    ["lib/domain/x.ts", `import { randomUUID } from "node:crypto";`],
    ["lib/services/x.ts", `import { cookies } from "next/headers";`],
  ])("a package in the wrong folder, in %s: %s", (path, text) => {
    expect(checkPackages(plant(path, text))).toHaveLength(1);
  });

  test.each(["Date.now()", "new Date()", "Math.random()", "process.pid"])("impurity in the domain: %s", (code) => {
    expect(checkPurity(plant("lib/domain/x.ts", `export const x = ${code};`))).toHaveLength(1);
  });

  test("a second reader of the environment", () => {
    expect(checkEnvironment(plant("lib/services/x.ts", "const a = process.env.HOME;"))).toHaveLength(1);
  });

  test("a way from the browser to the server's code, over two files", () => {
    const found = checkClientReach([
      plant("components/a.tsx", `"use client";\nimport { b } from "./b.tsx";`),
      plant("components/b.tsx", `import { c } from "#lib/services/c.ts";`),
      plant("lib/services/c.ts", ""),
    ]);
    expect(found).toEqual([
      `a "use client" file reaches the server's code: components/a.tsx → components/b.tsx → lib/services/c.ts`,
    ]);
  });
});

describe("what is allowed is not reported", () => {
  test("types of Prisma in the port that lends them", () => {
    const port = parse("lib/ports/db.ts", `import type { PrismaClient } from "#generated/prisma/client.ts";`);
    expect([...checkPackages(port), ...checkLayers(port)]).toEqual([]);
  });

  test("a browser's file that takes only types from the server's code", () => {
    const types = `"use client";\nimport type { A } from "#lib/web/a.ts";\nimport { type B } from "#lib/web/a.ts";`;
    expect(checkClientReach([parse("components/a.tsx", types), parse("lib/web/a.ts", "")])).toEqual([]);
  });

  test("a clock that is spoken of in a comment", () => {
    expect(checkPurity(parse("lib/domain/x.ts", "// never Date.now(): pure\n/** nor new Date() */"))).toEqual([]);
  });
});
