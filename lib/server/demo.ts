// The demo's own process: the drill range, demo accounts and a target. Everything of it ends with it; the database and the range's files stay.
import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import pino from "pino";
import { ensureAccount, issueApiToken, ownerOfToken } from "#lib/adapters/auth/accounts.ts";
import { createAuth } from "#lib/adapters/auth/auth.ts";
import { createOneTimeLink } from "#lib/adapters/auth/one-time-link.ts";
import { loadAuthSecret } from "#lib/adapters/auth/secret-file.ts";
import { openProcessDb } from "#lib/adapters/postgres/client.ts";
import { loadEnv } from "#lib/config/env.ts";
import type { Role } from "#lib/domain/actor/actor.ts";
import { createRange } from "#lib/range/create.ts";
import type { Range } from "#lib/range/range.ts";
import { stopRange } from "#lib/range/stop.ts";
import { startTraffic } from "#lib/range/traffic.ts";
import { planDemoDrill } from "./demo-drill.ts";
import { putDemoTarget } from "./demo-target.ts";
import { exitWithParent, reportReady } from "./parent.ts";
import { untilServing } from "./until-serving.ts";

exitWithParent();
const env = loadEnv();
const log = pino({ name: "demo", level: env.logLevel });
const url = env.databaseUrl;
if (!url || env.mode !== "demo") throw new Error("The demo runs only in mode demo, started by npm run demo.");
const databaseUrl = url;

/** Address, accounts and targets, for people and tools. */
const FACTS = path.join(path.dirname(env.dataDir), "demo.json");

const stopping = Promise.withResolvers<void>();
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stopping.resolve());
const stopped = stopping.promise.then(() => "stop" as const);
// Nothing else keeps this process: what it started runs outside of it.
const alive = setInterval(() => {}, 60_000);

const { prisma: db, close } = openProcessDb(url, { max: 3, name: "backout-demo" });
let range: Range | null = null;
try {
  const making = makeRange();
  const made = await Promise.race([making, stopped]);
  // Asked to stop in the middle of making: finish, then end what was started.
  range = made === "stop" ? await making : made;
  if (made !== "stop") await welcome(range);
  await stopping.promise;
} finally {
  clearInterval(alive);
  if (range) await stopRange(range);
  await close();
}
process.exit(0);

async function makeRange(): Promise<Range> {
  const made = await createRange({
    root: path.join(env.dataDir, "range"),
    ssh: env.demoSsh,
    data: true,
    onProgress: ({ title, done, of }) => console.log(`  drill range ${String(done + 1).padStart(2)}/${of}  ${title}`),
  });
  await startTraffic(made);
  return made;
}

async function welcome(target: Range): Promise<void> {
  await untilServing(env.origin, stopped);
  const auth = createAuth({ db, origin: env.origin, secret: loadAuthSecret(env.dataDir) });
  const before = knownAccounts();
  const accounts = [];
  const roles: [handle: string, role: Role][] = [
    ["viewer", "viewer"],
    ["responder", "responder"],
    ["commander", "commander"],
    ["commander-2", "commander"],
    ["admin", "admin"],
  ];
  for (const [handle, role] of roles) {
    // A second start keeps what people have noted from the first.
    const known = before.find((a) => a.handle === handle);
    const isKnown = known !== undefined && (await ownerOfToken(db, known.apiToken)) !== null;
    const password = isKnown ? known.password : randomBytes(12).toString("base64url");
    const id = await ensureAccount(db, auth, { handle, name: handle, role, password });
    const apiToken = isKnown ? known.apiToken : await issueApiToken(db, id, "demo");
    accounts.push({ id, handle, role, password, apiToken });
  }
  const name = await putDemoTarget(db, target);
  await planDemoDrill(databaseUrl, db, log);
  const facts = {
    url: env.origin,
    accounts: accounts.map(({ id: _, ...account }) => account),
    targets: [{ name, playbook: "agent-platform", healthUrl: target.parameters.HEALTH_URL }],
  };
  writeFileSync(FACTS, `${JSON.stringify(facts, null, 2)}\n`, {
    mode: 0o600,
  });
  const commander = accounts.find((a) => a.handle === "commander");
  const token = await createOneTimeLink(db, {
    purpose: "sign-in",
    ...(commander ? { userId: commander.id } : {}),
    validMs: 15 * 60_000,
  });
  log.info({ target: name }, "demo ready");
  console.log(`
  Backout is running, and a real application is broken on "${name}".

    ${env.origin}

  Sign in as commander, once, within 15 minutes:

    ${env.origin}/sign-in/link?token=${token}

  Other accounts and API tokens: ${path.relative(process.cwd(), FACTS)}
  Ctrl-C stops everything.
`);
  reportReady("demo ready");
}

type Known = { handle: string; password: string; apiToken: string };

function knownAccounts(): Known[] {
  try {
    return (JSON.parse(readFileSync(FACTS, "utf8")) as { accounts: Known[] }).accounts;
  } catch {
    return [];
  }
}
