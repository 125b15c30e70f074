import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { BrowserContext, Page } from "@playwright/test";
import { test as base, expect } from "@playwright/test";
import type { IncidentView } from "#lib/contract/incident.ts";
import type { RunSummary, RunView } from "#lib/contract/run.ts";
import { clearFaults } from "#lib/range/faults.ts";
import type { Range } from "#lib/range/range.ts";
import { resetRange } from "#lib/range/reset.ts";
import { openRange } from "#lib/range/state.ts";
import { openDemoDatabase } from "#lib/testing/demo-database.ts";

const DIR = process.env.BACKOUT_E2E_DIR ?? "";
type Account = { handle: string; role: string; password: string; apiToken: string };
export type Demo = {
  url: string;
  accounts: Account[];
  targets: { name: string; playbook: string; healthUrl: string }[];
};

/** What `npm run demo` wrote, once it has: the range takes its time the first time. */
async function readDemo(): Promise<Demo> {
  const file = path.join(DIR, "demo.json");
  await expect.poll(() => existsSync(file), { timeout: 240_000, message: "the demo is ready" }).toBe(true);
  return JSON.parse(readFileSync(file, "utf8"));
}

/** What the tests read of an answer, whatever route it came from. */
type Answer = {
  id?: string;
  number?: number;
  status?: number | string;
  code?: string;
  detail?: string;
  items?: RunSummary[];
};

export class Api {
  readonly #demo: Demo;
  readonly #handle: string;
  constructor(demo: Demo, handle: string) {
    this.#demo = demo;
    this.#handle = handle;
  }
  async send(
    method: string,
    at: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: Answer; text: string; headers: Headers }> {
    const token = this.#demo.accounts.find((a) => a.handle === this.#handle)?.apiToken;
    const answer = await fetch(`${this.#demo.url}/api/v1${at}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = (answer.headers.get("content-type") ?? "").includes("json");
    return { status: answer.status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : {} };
  }
  get = (at: string) => this.send("GET", at);
  post = (at: string, body: unknown = {}, headers: Record<string, string> = {}) => this.send("POST", at, body, headers);
  start = (incident: number, body: unknown, key: string = crypto.randomUUID()) =>
    this.post(`/incidents/${incident}/runs`, body, { "idempotency-key": key });
  async declare(title: string, over: Record<string, unknown> = {}): Promise<number> {
    const { status, body } = await this.post("/incidents", {
      title,
      targets: [this.#demo.targets[0]?.name],
      severity: "major",
      reason: "A test says so",
      ...over,
    });
    expect(status, JSON.stringify(body)).toBe(201);
    return body.number ?? 0;
  }
  async incident(number: number): Promise<IncidentView> {
    return JSON.parse((await this.get(`/incidents/${number}`)).text);
  }
  async run(id: string): Promise<RunView> {
    return JSON.parse((await this.get(`/runs/${id}`)).text);
  }
  /** The run, once it has come to rest. */
  async rested(runId = "", timeoutMs = 300_000): Promise<RunView> {
    let run = await this.run(runId);
    await expect
      .poll(
        async () => {
          run = await this.run(runId);
          return ["queued", "running"].includes(run.status);
        },
        { timeout: timeoutMs, intervals: [200] },
      )
      .toBe(false);
    return run;
  }
}

type Fixtures = {
  /** Stability windows of the range. The demo's 30 s, once a rollback and once a verification, would be most of these tests' time. */
  watchSeconds: number;
  shortWatch: undefined;
  /** Signs somebody in, in a browser of their own. */
  as: (handle: string, options?: { viewport?: { width: number; height: number } }) => Promise<Page>;
  api: (handle: string) => Api;
  /** The range, broken as at the start, nothing running on it. */
  brokenRange: Range;
};
type Shared = { demo: Demo; states: Map<string, Awaited<ReturnType<BrowserContext["storageState"]>>> };

export const test = base.extend<Fixtures, Shared>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern to know what a fixture needs.
  demo: [async ({}, use) => use(await readDemo()), { scope: "worker", timeout: 300_000 }],
  watchSeconds: [8, { option: true }],
  shortWatch: [
    async ({ demo, watchSeconds }, use) => {
      const { prisma, close } = openDemoDatabase(path.join(DIR, "demo"));
      await prisma.target.updateMany({
        // A target that was changed is looked at anew, so one that is right is left alone.
        where: { name: { in: demo.targets.map((t) => t.name) }, NOT: { watchSeconds } },
        data: { watchSeconds },
      });
      await close();
      await use(undefined);
    },
    { auto: true },
  ],
  // Each account signs in once through the page; the limit on sign-ins stays as it is for everybody.
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  states: [async ({}, use) => use(new Map()), { scope: "worker" }],
  api: async ({ demo }, use) => use((handle) => new Api(demo, handle)),
  as: async ({ browser, demo, states }, use) => {
    const opened: BrowserContext[] = [];
    await use(async (handle, options = {}) => {
      const context = await browser.newContext({
        baseURL: demo.url,
        ...options,
        ...(states.has(handle)
          ? { storageState: states.get(handle) as NonNullable<ReturnType<typeof states.get>> }
          : {}),
      });
      opened.push(context);
      const page = await context.newPage();
      page.on("pageerror", (error) => {
        throw error;
      });
      if (!states.has(handle)) {
        await signIn(page, demo, handle);
        states.set(handle, await context.storageState());
      }
      return page;
    });
    for (const context of opened) await context.close();
  },
  brokenRange: async ({ demo }, use) => {
    const commander = new Api(demo, "commander");
    await endEverything(commander);
    const range = openRange(path.join(DIR, "demo", "range"));
    if (!range) throw new Error("there is no range");
    await clearFaults(range);
    await resetRange(range);
    await use(range);
    await clearFaults(range);
  },
});
export { expect };

export async function signIn(page: Page, demo: Demo, handle: string): Promise<void> {
  const account = demo.accounts.find((a) => a.handle === handle);
  await page.goto("/sign-in");
  await page.getByLabel("Handle").fill(handle);
  await page.getByLabel("Password").fill(account?.password ?? "");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

/** A test that broke off may have left a run: stop it, so that the target is free. */
async function endEverything(api: Api): Promise<void> {
  const { body } = await api.get("/runs?limit=20");
  for (const run of body.items ?? []) {
    if (["succeeded", "cancelled", "failed", "unproven"].includes(run.status)) continue;
    await api.post(`/runs/${run.id}/cancel`);
    await api.rested(run.id);
  }
}

type Health = { status: string; version: string; features: Record<string, boolean> };

/** What the application on the range says of itself; null while it does not answer, as a broken one does between two crashes. */
export async function healthOf(demo: Demo): Promise<Health | null> {
  const answer = await fetch(demo.targets[0]?.healthUrl ?? "").catch(() => null);
  return answer ? answer.json().catch(() => null) : null;
}
