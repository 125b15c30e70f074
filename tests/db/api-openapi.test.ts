import { readdirSync } from "node:fs";
import path from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { openApi } from "#lib/web/openapi.ts";
import { PUBLIC_ROUTES } from "#lib/web/public.ts";
import { ROUTES } from "#lib/web/routes/index.ts";

type Operation = {
  parameters?: { name: string; in: string }[];
  responses: Record<string, unknown>;
  security?: unknown;
};
const description = openApi("http://backout.test") as {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
};

test("the description is valid OpenAPI 3.1", async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(description) as never);
  expect(errors ?? []).toEqual([]);
  expect(valid).toBe(true);
  expect(description.openapi).toBe("3.1.0");
});

test("every route stands in the description, and nothing else does", () => {
  const described = Object.entries(description.paths).flatMap(([at, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${at}`),
  );
  const served = [
    ...ROUTES.map((r) => `${r.method} ${r.path}`),
    ...PUBLIC_ROUTES.filter((r) => r.path.startsWith("/v1/")).map((r) => `${r.method} ${r.path.slice(3)}`),
  ];
  expect(described.sort()).toEqual(served.sort());
});

test("the contract that other tools rely on is described", () => {
  for (const promised of [
    "post /assessments",
    "post /incidents",
    "get /incidents/{number}",
    "post /incidents/{number}/events",
    "post /incidents/{number}/checklist/{item}",
    "post /incidents/{number}/severity",
    "post /incidents/{number}/resolve",
    "get /incidents/{number}/rca",
    "put /incidents/{number}/rca",
    "get /incidents/{number}/rca/export",
    "post /incidents/{number}/plans",
    "get /plans/{id}",
    "post /incidents/{number}/runs",
    "post /incidents/{number}/verifications",
    "post /incidents/{number}/investigations",
    "get /incidents/{number}/evidence/{id}/content",
    "get /runs/{id}",
    "get /runs/{id}/steps/{stepRunId}/output",
    "get /runs/{id}/steps/{stepRunId}/output/lines",
    "get /runs/{id}/output/search",
    "post /runs/{id}/cancel",
    "post /runs/{id}/approve",
    "post /runs/{id}/start",
    "post /runs/{id}/steps/{stepRunId}/confirm",
    "post /runs/{id}/steps/{stepRunId}/retry",
    "post /runs/{id}/steps/{stepRunId}/skip",
    "post /runs/{id}/steps/{stepRunId}/prove",
    "post /runs/{id}/undo",
    "get /readiness",
    "get /targets/{id}/readiness",
    "post /targets/{id}/readiness/check",
    "get /playbooks",
    "get /targets",
    "get /drills",
    "get /audit",
  ]) {
    const [method = "", at = ""] = promised.split(" ");
    expect(description.paths[at]?.[method], promised).toBeDefined();
  }
});

test("every parameter of a path is described, and starts ask for their key", () => {
  for (const [at, methods] of Object.entries(description.paths))
    for (const operation of Object.values(methods)) {
      const wanted = [...at.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();
      const named = (operation.parameters ?? []).filter((p) => p.in === "path").map((p) => p.name);
      expect([at, named.sort()]).toEqual([at, wanted]);
    }
  const start = description.paths["/incidents/{number}/runs"]?.post;
  expect(start?.parameters).toContainEqual(expect.objectContaining({ name: "Idempotency-Key", in: "header" }));
  expect(Object.keys(start?.responses ?? {})).toEqual(expect.arrayContaining(["200", "201", "409", "422"]));
});

test("no file below app/api answers outside of the declarations", () => {
  const files = readdirSync("app/api", { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  expect(files.sort()).toEqual([
    "app/api/auth/[...all]/route.ts",
    "app/api/v1/[...path]/route.ts",
    "app/api/v1/openapi.json/route.ts",
  ]);
});
