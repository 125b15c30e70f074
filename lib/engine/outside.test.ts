import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { Playbook, type Step } from "#lib/domain/playbook/schema.ts";
import type { StepOutcome } from "#lib/domain/run/decide.ts";
import { proveFromOutside } from "./outside.ts";

const QUICK = { untilMs: 600, eachMs: 200, pauseMs: 20 };
const passed: StepOutcome = {
  kind: "exited",
  code: 0,
  bytes: 0,
  sha256: "x",
  captures: { PROBE_HEALTH: "pass\tup" },
};
const step = { id: "prove", title: "Prove", prove: ["health", "public"] } as Step & { prove: string[] };
const playbook = Playbook.parse({
  playbook: "p",
  title: "P",
  summary: "",
  classes: { critical: { action: "immediate", title: "c" }, major: { action: "monitor", title: "m" } },
  signals: [{ id: "s", title: "S", kind: "boolean", source: "person" }],
  criteria: [{ id: "c", title: "C", signal: "s", class: "critical" }],
  parameters: { PUBLIC_URL: { type: "url", title: "Public", required: false } },
  probes: [
    { id: "health", title: "Health", script: "scripts/h.sh", expects: "up" },
    { id: "public", title: "As users reach it", fetch: "PUBLIC_URL", expects: "2xx" },
  ],
});

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/health`;
}
const never = new AbortController().signal;
const prove = (url: string, over = never) =>
  proveFromOutside(playbook, step, { PUBLIC_URL: url }, passed, over, QUICK) as Promise<
    Extract<StepOutcome, { kind: "exited" }>
  >;

it("keeps what the address answered beside the proofs of the target", async () => {
  const url = await serve((_, response) => response.end('{"status":"healthy",\n"version":"1.0.0"}'));
  expect(await prove(url)).toEqual({
    ...passed,
    captures: {
      PROBE_HEALTH: "pass\tup",
      PROBE_PUBLIC: expect.stringMatching(/^pass\thttp:.* answered 200 in \d+ ms$/),
    },
  });
});

it("waits for an address that comes back after the restart", async () => {
  let asked = 0;
  const url = await serve((_, response) => {
    asked += 1;
    response.writeHead(asked < 3 ? 502 : 200).end();
  });
  expect(await prove(url)).not.toHaveProperty("refused");
  expect(asked).toBe(3);
});

it.each<[string, RequestListener, RegExp]>([
  [
    "an error of the gateway",
    (_, response) => void response.writeHead(502).end("bad gateway"),
    /answered 502 bad gateway/,
  ],
  [
    "a redirect to a sign-in page",
    (_, response) => void response.writeHead(302, { location: "/login" }).end(),
    /answered 302/,
  ],
  ["silence", () => {}, /did not answer: no answer in time/],
  ["a cut", (request) => void request.socket.destroy(), /did not answer: /],
])("does not take %s for health", async (_what, listener, message) => {
  const outcome = await prove(await serve(listener));
  expect(outcome.refused).toMatch(/^not proven: As users reach it: http/);
  expect(outcome.refused).toMatch(message);
  expect(outcome.captures.PROBE_PUBLIC).toMatch(/^fail\t/);
});

it("asks no longer once the step is stopped, and proves nothing then", async () => {
  const over = new AbortController();
  let asked = 0;
  const url = await serve(() => {
    asked += 1;
    over.abort();
  });
  const outcome = await prove(url, over.signal);
  expect(outcome.refused).toMatch(/stopped while it was asked/);
  expect(asked).toBe(1);
});

it("says that nothing listens", async () => {
  expect((await prove("http://127.0.0.1:1/")).refused).toMatch(/did not answer: .*(ECONNREFUSED|bad port)/);
});

it("reads no more of an endless answer than it shows, and nothing that a terminal obeys", async () => {
  const url = await serve((_, response) => {
    response.writeHead(500);
    const more = () =>
      void (response.write("\u001b[2Jx".repeat(1000)) ? setImmediate(more) : response.once("drain", more));
    more();
  });
  const { captures } = await prove(url);
  expect(captures.PROBE_PUBLIC?.length).toBeLessThan(250);
  expect(captures.PROBE_PUBLIC?.split("\t")[1]).not.toMatch(/\p{Cc}/u);
});

it.each<[string, Parameters<typeof proveFromOutside>[2], StepOutcome]>([
  ["the target does not set the address", {}, passed],
  ["the target's own probes failed", { PUBLIC_URL: "http://127.0.0.1:1/" }, { ...passed, code: 1 }],
  ["the step was lost", { PUBLIC_URL: "http://127.0.0.1:1/" }, { kind: "lost", reason: "cut", bytes: 0 }],
])("asks nothing when %s", async (_what, parameters, outcome) => {
  expect(await proveFromOutside(playbook, step, parameters, outcome, never, QUICK)).toBe(outcome);
});
