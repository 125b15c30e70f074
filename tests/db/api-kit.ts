import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pino from "pino";
import { afterAll } from "vitest";
import { ensureAccount, issueApiToken } from "#lib/adapters/auth/accounts.ts";
import { createAuth } from "#lib/adapters/auth/auth.ts";
import { createRecorder } from "#lib/adapters/postgres/record.ts";
import { createQueue } from "#lib/adapters/queue/queue.ts";
import { loadEngineKey, publishEngineKey } from "#lib/adapters/secrets/engine-key.ts";
import type { Role } from "#lib/domain/actor/actor.ts";
import type { Playbook } from "#lib/domain/playbook/schema.ts";
import { createContainer } from "#lib/server/container.ts";
import { canonical, sha256 } from "#lib/services/canonical.ts";
import { syncPlaybook } from "#lib/services/playbooks/sync.ts";
import { smallPlaybook } from "#lib/testing/playbooks.ts";
import { dispatch } from "#lib/web/dispatch.ts";
import { match } from "#lib/web/match.ts";
import { ROUTES } from "#lib/web/routes/index.ts";
import { createTestDatabase } from "./database.ts";

export const ORIGIN = "http://backout.test";
export const PASSWORD = "correct horse battery staple";
export const ROLES: readonly Role[] = ["viewer", "responder", "commander", "admin"];
export const HOST_KEY = `SHA256:${"A".repeat(43)}`;

export type Asked = {
  /** A role (its API token), or headers of one's own making. */
  as?: Role | Record<string, string>;
  body?: unknown;
  headers?: Record<string, string>;
};
// biome-ignore lint/suspicious/noExplicitAny: answers of every shape; tests look at single fields.
export type Answered = { status: number; headers: Headers; body: any };

/** The API over a real PostgreSQL, without Next: what a route file exports, called with requests. Answers are checked against their declaration. */
export async function createApi(options: { signInsPerMinute?: number } = {}) {
  const db = await createTestDatabase();
  const log = pino({ level: "silent" });
  const queue = await createQueue({ url: db.url, works: false, log });
  const secret = "a".repeat(43);
  const container = createContainer({
    db: db.prisma,
    queue,
    origin: ORIGIN,
    secret,
    log,
    signInsPerMinute: options.signInsPerMinute ?? 0,
  });
  globalThis.backoutWeb = container;
  const keys = mkdtempSync(path.join(tmpdir(), "backout-api-"));
  const engineKey = await loadEngineKey(path.join(keys, "engine.key"));
  await publishEngineKey(db.prisma, engineKey);
  afterAll(async () => {
    await queue.stop();
    rmSync(keys, { recursive: true });
    globalThis.backoutWeb = undefined;
  });

  const clock = { now: () => new Date() };
  const load = (playbook: Playbook) =>
    syncPlaybook(
      { db: db.prisma, recorder: createRecorder({ clock }), clock },
      { playbook, hash: sha256(canonical(playbook)) },
    );
  await load(smallPlaybook());

  const auth = createAuth({ db: db.prisma, origin: ORIGIN, secret });
  const tokens = {} as Record<Role, string>;
  const ids = {} as Record<Role, string>;
  for (const role of ROLES) {
    ids[role] = await ensureAccount(db.prisma, auth, { handle: role, name: `The ${role}`, role, password: PASSWORD });
    tokens[role] = await issueApiToken(db.prisma, ids[role], "test");
  }

  /** One request to /api/v1 (or to another path that begins with /api). */
  async function call(method: string, to: string, { as, body, headers = {} }: Asked = {}): Promise<Answered> {
    const who: Record<string, string> = typeof as === "string" ? { authorization: `Bearer ${tokens[as]}` } : (as ?? {});
    const raw = typeof body === "string";
    const request = new Request(`${ORIGIN}${to.startsWith("/api/") ? to : `/api/v1${to}`}`, {
      method,
      headers: { ...(body === undefined || raw ? {} : { "content-type": "application/json" }), ...who, ...headers },
      body: body === undefined ? null : raw ? body : JSON.stringify(body),
    });
    const response = await dispatch(request);
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    const text = await response.text();
    const answered = { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
    if (response.ok && isJson && !to.startsWith("/api/")) checkAnswer(method, to, answered);
    return answered;
  }

  /** The Cookie header of a fresh session. */
  async function cookieOf(handle: string, password = PASSWORD): Promise<string> {
    const answer = await call("POST", "/api/auth/sign-in/username", { body: { username: handle, password } });
    if (answer.status !== 200) throw new Error(`sign-in of ${handle}: ${answer.status}`);
    return answer.headers
      .getSetCookie()
      .map((c) => c.split(";")[0])
      .join("; ");
  }

  async function addTarget(name: string, over: Record<string, unknown> = {}): Promise<void> {
    const answer = await call("POST", "/targets", { as: "admin", body: { ...newTarget(name), ...over } });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  }

  async function declare(over: Record<string, unknown> = {}): Promise<number> {
    const answer = await call("POST", "/incidents", {
      as: "commander",
      body: { title: "Uploads fail", targets: ["host-1"], severity: "major", reason: "people say so", ...over },
    });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body.number;
  }

  return {
    db: db.prisma,
    pool: db.pool,
    url: db.url,
    auth,
    container,
    engineKey,
    tokens,
    ids,
    load,
    call,
    cookieOf,
    addTarget,
    declare,
  };
}

export const newTarget = (name: string) => ({
  name,
  host: "127.0.0.1",
  port: 22,
  user: "app",
  hostKeySha256: HOST_KEY,
  environment: "drill",
  playbook: "small",
  parameters: { HOME_DIR: "/srv/app" },
  credential: { kind: "password", password: "s3cret-of-the-host" },
});

function checkAnswer(method: string, to: string, answered: Answered): void {
  const path = to.split("?")[0] ?? to;
  const known = ROUTES.length > 0 && !["/setup", "/links/sign-in", "/openapi.json"].includes(path);
  if (!known) return;
  const schema = match(ROUTES, method, path).found.answers[answered.status];
  if (schema === undefined) throw new Error(`${method} ${path} does not declare ${answered.status}`);
  if (typeof schema !== "string") schema.parse(answered.body);
}
