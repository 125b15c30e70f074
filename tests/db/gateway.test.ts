import { createHash, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import pino from "pino";
import { io, type Socket } from "socket.io-client";
import { afterAll, afterEach, expect, test } from "vitest";
import { listen } from "#lib/adapters/postgres/listen.ts";
import { type ClientToServer, NOTICE_CHANNEL, Notice, type ServerToClient } from "#lib/realtime/contract.ts";
import { createGateway } from "#lib/realtime/server/gateway.ts";
import { createApi, ORIGIN, PASSWORD } from "./api-kit.ts";
import { aRun } from "./output-kit.ts";

type Client = Socket<ServerToClient, ClientToServer>;

const api = await createApi();
await api.addTarget("host-1");
const server = createServer();
const gateway = createGateway({
  server,
  db: api.db,
  origin: ORIGIN,
  log: pino({ level: "silent" }),
  lookMs: 200,
  async viewer(request, bearer) {
    const headers = new Headers();
    if (request.headers.cookie) headers.set("cookie", request.headers.cookie);
    const authorization = bearer ? `Bearer ${bearer}` : request.headers.authorization;
    if (authorization) headers.set("authorization", authorization);
    const who = await api.container.signedIn(headers);
    return who && { userId: who.userId, handle: who.handle };
  },
});
let isDeaf = false;
const ear = listen(api.url, NOTICE_CHANNEL, (payload) => {
  if (!isDeaf) gateway.onNotice(Notice.parse(JSON.parse(payload)));
});
await ear.listening;
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address() as AddressInfo;
const url = `http://127.0.0.1:${port}`;
const clients: Client[] = [];
afterEach(() => {
  isDeaf = false;
  for (const client of clients.splice(0)) client.disconnect();
});
afterAll(async () => {
  await ear.close();
  await gateway.close();
});

/** A browser's socket: Origin and cookie, or what the test says. */
function open(options: { headers?: Record<string, string>; auth?: Record<string, string> }): Client {
  const client: Client = io(`${url}/live`, {
    transports: ["websocket"],
    reconnection: false,
    forceNew: true,
    extraHeaders: { origin: ORIGIN, ...options.headers },
    auth: options.auth ?? {},
  });
  clients.push(client);
  return client;
}
const connected = (client: Client) =>
  new Promise<string>((resolve) => {
    client.once("connect", () => resolve("connected"));
    client.once("connect_error", (error) => resolve(error.message));
  });
const asToken = () => open({ auth: { token: api.tokens.viewer } });

/** Collects what arrives of a run; fails loudly on a gap or a repetition. */
function collector(client: Client) {
  const got = new Map<string, Buffer[]>();
  const faults: string[] = [];
  const lengthOf = (id: string) => (got.get(id) ?? []).reduce((sum, b) => sum + b.length, 0);
  client.on("run:output", ({ stepRunId, atByte, bytes }) => {
    const piece = Buffer.from(bytes as Uint8Array);
    const at = started.get(stepRunId) ?? 0;
    if (atByte !== at + lengthOf(stepRunId)) faults.push(`${stepRunId}: ${atByte} after ${at + lengthOf(stepRunId)}`);
    if (piece.length > 256 * 1024) faults.push("a message is too large");
    got.set(stepRunId, [...(got.get(stepRunId) ?? []), piece]);
  });
  const started = new Map<string, number>();
  return {
    faults,
    startAt: (id: string, at: number) => started.set(id, at),
    bytes: (id: string) => Buffer.concat(got.get(id) ?? []),
    length: lengthOf,
  };
}
const join = (client: Client, runId: string, after: Record<string, number> = {}) =>
  client.emitWithAck("run:join", { runId, after });

const sha = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

test("bytes arrive while they are written, and one who joins in the middle ends with the same bytes", async () => {
  const run = await aRun(api);
  const early = asToken();
  await connected(early);
  const first = collector(early);
  await join(early, run.runId);
  const pieces = Array.from({ length: 40 }, (_, i) => randomBytes(1 + i * 37));
  const [step] = run.ids as [string];
  for (const piece of pieces.slice(0, 20)) await run.write(0, piece);
  await expect.poll(() => first.length(step)).toBeGreaterThan(0);
  const late = asToken();
  await connected(late);
  const second = collector(late);
  await join(late, run.runId);
  for (const piece of pieces.slice(20)) await run.write(0, piece);
  const all = Buffer.concat(pieces);
  await expect.poll(() => first.length(step)).toBe(all.length);
  await expect.poll(() => second.length(step)).toBe(all.length);
  expect(sha(first.bytes(step))).toBe(sha(all));
  expect(sha(second.bytes(step))).toBe(sha(all));
  expect([...first.faults, ...second.faults]).toEqual([]);
  await run.end();
});

test("a browser that comes back names what it has and gets exactly the rest", async () => {
  const run = await aRun(api);
  const [step] = run.ids as [string];
  const before = randomBytes(100_000);
  const after = randomBytes(150_000);
  for (let at = 0; at < before.length; at += 10_000) await run.write(0, before.subarray(at, at + 10_000));
  const again = asToken();
  await connected(again);
  const got = collector(again);
  got.startAt(step, 70_001);
  await join(again, run.runId, { [step]: 70_001 });
  for (let at = 0; at < after.length; at += 50_000) await run.write(0, after.subarray(at, at + 50_000));
  await expect.poll(() => got.length(step)).toBe(250_000 - 70_001);
  expect(got.bytes(step).equals(Buffer.concat([before, after]).subarray(70_001))).toBe(true);
  expect(got.faults).toEqual([]);
  await run.end();
});

test("steps that write at the same time do not mix, and a second join starts over from its own offsets", async () => {
  const run = await aRun(api);
  const client = asToken();
  await connected(client);
  const got = collector(client);
  await join(client, run.runId);
  const a = randomBytes(30_000);
  const b = randomBytes(30_000);
  await Promise.all(
    [a, b].map(async (bytes, index) => {
      for (let at = 0; at < bytes.length; at += 3_000) await run.write(index, bytes.subarray(at, at + 3_000));
    }),
  );
  const [first, second] = run.ids as [string, string];
  await expect.poll(() => got.length(first) + got.length(second)).toBe(60_000);
  expect(got.bytes(first).equals(a)).toBe(true);
  expect(got.bytes(second).equals(b)).toBe(true);
  await join(client, run.runId, { [first]: 30_000, [second]: 30_000 });
  await run.write(0, Buffer.from("more"));
  await expect.poll(() => got.length(first)).toBe(30_004);
  expect(got.faults).toEqual([]);
  await run.end();
});

test("without any notice the slow look still delivers", async () => {
  const run = await aRun(api);
  const client = asToken();
  await connected(client);
  const got = collector(client);
  await join(client, run.runId);
  isDeaf = true;
  await run.write(0, Buffer.from("nobody told you"));
  await expect.poll(() => got.bytes(run.ids[0] as string).toString()).toBe("nobody told you");
  await run.end();
});

test("who left a run hears nothing more of it", async () => {
  const run = await aRun(api);
  const client = asToken();
  await connected(client);
  const got = collector(client);
  await join(client, run.runId);
  await run.write(0, Buffer.from("one"));
  await expect.poll(() => got.length(run.ids[0] as string)).toBe(3);
  client.emit("run:leave", { runId: run.runId });
  // An answered event behind it: the leave has been heard.
  await client.emitWithAck("incident:join", { number: run.number });
  await run.write(0, Buffer.from("two"));
  await client.emitWithAck("incident:join", { number: run.number });
  expect(got.length(run.ids[0] as string)).toBe(3);
  await run.end();
});

test.each([
  ["a foreign origin", { origin: "http://evil.test" }],
  ["the null origin of a sandboxed frame", { origin: "null" }],
  ["another port of the same host", { origin: `${ORIGIN}:81` }],
])("%s gets no socket, even with a good cookie", async (_what, headers) => {
  const cookie = await api.cookieOf("viewer");
  expect(await upgrade({ cookie, ...headers })).toContain("403");
});

test("a request without an origin gets a socket only with a bearer token in its header", async () => {
  const cookie = await api.cookieOf("viewer");
  expect(await upgrade({ cookie })).toContain("403");
  expect(await upgrade({ authorization: `Bearer ${api.tokens.viewer}` })).toContain("101");
});

test("a socket without a session is refused before it hears anything", async () => {
  expect(await connected(open({}))).toBe("unauthenticated");
  expect(await connected(open({ auth: { token: "bko_nonsense" } }))).toBe("unauthenticated");
  expect(await connected(open({ headers: { cookie: "backout.session_token=made.up" } }))).toBe("unauthenticated");
});

test("a cookie's session opens a socket, and signing out closes it within two seconds", async () => {
  const cookie = await api.cookieOf("viewer");
  const client = open({ headers: { cookie } });
  expect(await connected(client)).toBe("connected");
  const other = open({ headers: { cookie: await api.cookieOf("viewer") } });
  await connected(other);
  const closed = new Promise<number>((resolve) => client.once("disconnect", () => resolve(performance.now())));
  const at = performance.now();
  await api.call("POST", "/api/auth/sign-out", { as: { cookie, origin: ORIGIN }, body: {} });
  expect((await closed) - at).toBeLessThan(2_000);
  expect(other.connected).toBe(true);
});

test("disabling a person closes all their sockets within two seconds", async () => {
  const { body } = await api.call("POST", "/users", {
    as: "admin",
    body: { handle: "leaver", name: "A leaver", role: "responder", password: PASSWORD },
  });
  const client = open({ headers: { cookie: await api.cookieOf("leaver") } });
  expect(await connected(client)).toBe("connected");
  const closed = new Promise<number>((resolve) => client.once("disconnect", () => resolve(performance.now())));
  const at = performance.now();
  expect((await api.call("POST", `/users/${body.id}/disable`, { as: "admin", body: {} })).status).toBe(200);
  expect((await closed) - at).toBeLessThan(2_000);
});

test("who watches an incident is told to all who watch it, and forgotten when they leave", async () => {
  const number = await api.declare();
  const one = open({ auth: { token: api.tokens.viewer } });
  const two = open({ auth: { token: api.tokens.commander } });
  await Promise.all([connected(one), connected(two)]);
  const seen: string[][] = [];
  one.on("presence", ({ handles }) => seen.push(handles));
  await one.emitWithAck("incident:join", { number });
  await two.emitWithAck("incident:join", { number });
  await expect.poll(() => seen.at(-1)).toEqual(["commander", "viewer"]);
  two.disconnect();
  await expect.poll(() => seen.at(-1)).toEqual(["viewer"]);
});

test("malformed events are dropped, and too many of them end the connection", async () => {
  const client = asToken();
  await connected(client);
  const raw = client as unknown as { emit(event: string, ...args: unknown[]): void };
  const closed = new Promise((resolve) => client.once("disconnect", resolve));
  for (const payload of [
    null,
    7,
    "x",
    { runId: 1 },
    { runId: "a".repeat(65) },
    { runId: "r", after: { s: -1 } },
    { runId: "r", extra: 1 },
  ])
    raw.emit("run:join", payload, () => {});
  raw.emit("run:join");
  expect(await client.emitWithAck("incident:join", { number: 1 })).toMatchObject({ ok: true });
  for (let i = 0; i < 100; i++) raw.emit("nonsense", i);
  await closed;
});

test("a browser that stops reading costs bounded memory, and gets everything once it reads again", async () => {
  const run = await aRun(api);
  const [step] = run.ids as [string];
  const client = asToken();
  await connected(client);
  const got = collector(client);
  const { ws: socket } = client.io.engine.transport as unknown as { ws: { pause(): void; resume(): void } };
  await join(client, run.runId);
  await run.write(0, Buffer.from("x"));
  await expect.poll(() => got.length(step)).toBe(1);
  socket.pause();
  const pieces = Array.from({ length: 320 }, () => randomBytes(60_000));
  for (const piece of pieces) await run.write(0, piece);
  expect(gateway.load()).toMatchObject({ sockets: 1 });
  expect(gateway.load().packetsWaiting).toBeGreaterThan(0);
  expect(gateway.load().packetsWaiting).toBeLessThanOrEqual(12);
  socket.resume();
  const all = Buffer.concat([Buffer.from("x"), ...pieces]);
  await expect.poll(() => got.length(step), { timeout: 20_000 }).toBe(all.length);
  expect(sha(got.bytes(step))).toBe(sha(all));
  expect(got.faults).toEqual([]);
  await run.end();
});

test("of fifty browsers ten stop reading: the others are not held up, and each ends with the same bytes", async () => {
  const run = await aRun(api);
  const [step] = run.ids as [string];
  const watchers = Array.from({ length: 50 }, asToken);
  await Promise.all(watchers.map(connected));
  const got = watchers.map(collector);
  await Promise.all(watchers.map((client) => join(client, run.runId)));
  await run.write(0, Buffer.from("x"));
  await expect.poll(() => got.every((g) => g.length(step) === 1)).toBe(true);
  const stalled = watchers
    .slice(0, 10)
    .map((client) => (client.io.engine.transport as unknown as { ws: { pause(): void; resume(): void } }).ws);
  for (const socket of stalled) socket.pause();
  const pieces = Array.from({ length: 160 }, () => randomBytes(60_000));
  for (const piece of pieces) await run.write(0, piece);
  const all = Buffer.concat([Buffer.from("x"), ...pieces]);
  await expect.poll(() => got.slice(10).every((g) => g.length(step) === all.length), { timeout: 20_000 }).toBe(true);
  // While they do not read, each of them costs some packets, however much was written meanwhile.
  expect(got.slice(0, 10).every((g) => g.length(step) < all.length)).toBe(true);
  expect(gateway.load().packetsWaiting).toBeLessThanOrEqual(10 * 12);
  for (const socket of stalled) socket.resume();
  await expect.poll(() => got.every((g) => g.length(step) === all.length), { timeout: 30_000 }).toBe(true);
  expect(new Set(got.map((g) => sha(g.bytes(step))))).toEqual(new Set([sha(all)]));
  expect(got.flatMap((g) => g.faults)).toEqual([]);
  await run.end();
});

/** The status line that a raw WebSocket handshake is answered with. */
function upgrade(headers: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => {
      const lines = Object.entries({
        host: `127.0.0.1:${port}`,
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": randomBytes(16).toString("base64"),
        ...headers,
      }).map(([name, value]) => `${name}: ${value}`);
      socket.write(`GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
    });
    socket.once("data", (data) => {
      resolve(data.toString().split("\r\n")[0] ?? "");
      socket.destroy();
    });
    socket.once("error", reject);
  });
}
