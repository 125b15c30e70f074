import { z } from "zod";
import { Problem } from "#lib/contract/common.ts";
import type { Route } from "./define.ts";
import { PUBLIC_ROUTES } from "./public.ts";
import { ROUTES } from "./routes/index.ts";

type Json = Record<string, unknown>;
const USUAL_PROBLEMS = [400, 401, 403, 422];
const PUBLIC_PROBLEMS = [400, 403, 422];
const schema = (type: z.ZodType, io: "input" | "output") => {
  const { $schema: _, ...rest } = z.toJSONSchema(type, { io, unrepresentable: "any", reused: "inline" }) as Json;
  return rest;
};

/** The API described as OpenAPI 3.1, from the same declarations that answer it. */
export function openApi(origin: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of ROUTES)
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route, USUAL_PROBLEMS) };
  for (const route of PUBLIC_ROUTES.filter((r) => r.path.startsWith("/v1/")))
    paths[route.path.slice(3)] = {
      post: { ...operation({ ...route, path: route.path.slice(3), tag: "people" }, PUBLIC_PROBLEMS), security: [] },
    };
  return {
    openapi: "3.1.0",
    info: {
      title: "Backout",
      version: "1.0.0",
      description:
        "Incident response and rollbacks. Errors are RFC 9457 problem details; times are ISO 8601 in UTC; units stand in the names.",
    },
    servers: [{ url: `${origin}/api/v1` }],
    security: [{ bearer: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer" },
        session: { type: "apiKey", in: "cookie", name: "backout.session_token" },
      },
      schemas: { Problem: schema(Problem, "output") },
    },
  };
}

type Described = Pick<
  Route,
  "method" | "path" | "summary" | "tag" | "params" | "query" | "body" | "requires" | "answers" | "problems"
>;

function operation(route: Described, usual: readonly number[]): Json {
  const answers = Object.entries(route.answers).map(([status, type]) => [
    status,
    {
      description: route.summary,
      content:
        typeof type === "string"
          ? { [type]: { schema: { type: "string" } } }
          : { "application/json": { schema: schema(type, "output") } },
    },
  ]);
  const problems = [...new Set([...usual, ...(route.problems ?? [])])].sort().map((status) => [
    String(status),
    {
      description: "Problem",
      content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
    },
  ]);
  return {
    operationId: `${route.method.toLowerCase()}${route.path.replaceAll(/[{}]/g, "").replaceAll(/[/-](\w)/g, (_, c: string) => c.toUpperCase())}`,
    summary: route.summary,
    tags: [route.tag],
    parameters: [
      ...parameters(route.params, "path"),
      ...parameters(route.query, "query"),
      ...(route.requires ?? []).map((name) => ({ name, in: "header", required: true, schema: { type: "string" } })),
    ],
    ...(route.body
      ? { requestBody: { required: true, content: { "application/json": { schema: schema(route.body, "input") } } } }
      : {}),
    responses: Object.fromEntries([...answers, ...problems]),
  };
}

function parameters(type: z.ZodType | undefined, where: "path" | "query"): Json[] {
  if (!type) return [];
  const { properties = {}, required = [] } = schema(type, "input") as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  // Coerced numbers take anything as input; what they become is what is meant.
  const output = (schema(type, "output") as { properties?: Record<string, Json> }).properties ?? {};
  return Object.keys(properties).map((name) => ({
    name,
    in: where,
    required: where === "path" || required.includes(name),
    schema: output[name] ?? properties[name],
  }));
}
