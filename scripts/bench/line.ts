import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import pino from "pino";
import { io } from "socket.io-client";
import { listen } from "#lib/adapters/postgres/listen.ts";
import { NOTICE_CHANNEL, Notice } from "#lib/realtime/contract.ts";
import { createGateway } from "#lib/realtime/server/gateway.ts";
import { startRun } from "#lib/services/runs/start.ts";
import { startEngine } from "../faults/engines.ts";
import { createLab } from "../faults/lab.ts";
import { untilRested } from "../faults/watch.ts";
import { wallMs } from "./watched-run.ts";

const ORIGIN = "http://bench.test";
const LIMIT_MS = 120_000;

/**
 * Lines from the moment at which a script on the target writes them (its own `date`, same machine) until a watcher's socket has them: real sshd,
 * engine process, PostgreSQL, gateway. In ms, one a line.
 */
export async function measureLine(): Promise<number[]> {
  const lab = await createLab();
  const server = createServer();
  const gateway = createGateway({
    server,
    db: lab.prisma,
    origin: ORIGIN,
    log: pino({ level: "silent" }),
    viewer: async () => ({ userId: "bench", handle: "bench" }),
  });
  const ear = listen(lab.url, NOTICE_CHANNEL, (payload) => gateway.onNotice(Notice.parse(JSON.parse(payload))));
  try {
    await ear.listening;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const engine = await startEngine(lab);
    const socket = io(`http://127.0.0.1:${(server.address() as AddressInfo).port}/live`, {
      transports: ["websocket"],
      extraHeaders: { origin: ORIGIN },
    });
    await new Promise<void>((resolve) => socket.once("connect", () => resolve()));
    const took: number[] = [];
    let open = "";
    socket.on("run:output", ({ bytes }: { bytes: Uint8Array }) => {
      const now = wallMs();
      const lines = (open + Buffer.from(bytes).toString()).split("\n");
      open = lines.pop() ?? "";
      for (const line of lines) if (/^\d{19}$/.test(line)) took.push(now - Number(line) / 1e6);
    });
    const { run } = await startRun(lab.ctx, {
      incident: lab.incident,
      idempotencyKey: crypto.randomUUID(),
      body: { procedure: "clock", targets: [lab.targets[0]?.name ?? ""] },
    });
    socket.emit("run:join", { runId: run.id, after: {} }, () => {});
    await untilRested(lab, [run.id], LIMIT_MS);
    socket.disconnect();
    await engine.end();
    return took;
  } finally {
    await ear.close();
    await gateway.close();
    await lab.stop();
  }
}
