import http from "node:http";
import path from "node:path";
import { config } from "dotenv";
// dotenv never overrides a variable that is already set: what pm2 passes wins over the file.
config({ path: path.join(process.cwd(), ".env"), quiet: true });
import { handleUpload } from "./app/api/upload/route";
import { databaseState } from "./lib/database";
import { features } from "./lib/features";
import { BadRequest, readBody, send } from "./lib/http";
import { log } from "./lib/log";
import { track } from "./lib/observability/agent-tracker";
import { type AgentSpec, spawnAgents } from "./lib/orchestration";
import { record, snapshot } from "./lib/stats";
import { contents, keepAgent, keepUpload } from "./lib/store";

const { version } = require(path.join(__dirname, "..", "package.json"));
const PROBE_AGENT = "rollback-probe";

const isProbe = (request: http.IncomingMessage) => request.headers["x-backout-probe"] === "1";

async function spawn(request: http.IncomingMessage, response: http.ServerResponse): Promise<number> {
  const agents = parseAgents(await readBody(request));
  const spawned = await spawnAgents(agents);
  await track("spawn", { count: agents.length });
  if (!isProbe(request)) for (const agent of agents) if (agent.name !== PROBE_AGENT) await keepAgent(agent);
  send(response, 200, { agents: spawned });
  return 200;
}

async function upload(request: http.IncomingMessage, response: http.ServerResponse): Promise<number> {
  const file = await readBody(request);
  const { status, body } = await handleUpload([file]);
  await track("upload", { count: 1 });
  if (!isProbe(request) && status === 200) keepUpload(file.length);
  send(response, status, body);
  return status;
}

function parseAgents(body: Buffer): AgentSpec[] {
  let parsed: any;
  try {
    parsed = JSON.parse(body.toString());
  } catch {
    throw new BadRequest(400, "body is not JSON");
  }
  const agents = parsed?.agents;
  const valid = Array.isArray(agents) && agents.every((a) => typeof a?.type === "string" && typeof a?.name === "string");
  if (!valid) throw new BadRequest(400, 'expected {"agents":[{"type":"...","name":"..."}]}');
  return agents;
}

async function health(response: http.ServerResponse): Promise<void> {
  const stats = snapshot();
  const db = await databaseState();
  const status = stats.errorRate > 0.05 || db === "down" ? "unhealthy" : "healthy";
  const timestamp = new Date().toISOString();
  const body = { status, version, timestamp, pid: process.pid, db, features: features(), stats };
  send(response, status === "healthy" ? 200 : 503, body);
}

async function list(response: http.ServerResponse): Promise<void> {
  try {
    send(response, 200, await contents());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log("ERROR", `[db] agents cannot be read: ${reason}`);
    send(response, 503, { error: reason });
  }
}

const server = http.createServer(async (request, response) => {
  const route = `${request.method} ${request.url}`;
  if (route === "GET /api/health") return health(response);
  if (route === "GET /api/agents") return list(response);
  const handle = route === "POST /api/agents/spawn" ? spawn : route === "POST /api/upload" ? upload : null;
  if (!handle) return send(response, 404, { error: "not found" });
  const startedAt = performance.now();
  let status = 500;
  try {
    status = await handle(request, response);
  } catch (error: any) {
    status = error instanceof BadRequest ? error.status : 500;
    if (status >= 500) log("ERROR", `[http] ${route} failed: ${error.message}`);
    send(response, status, { error: error.message });
  }
  record(performance.now() - startedAt, status >= 500 || status === 207);
});

process.on("uncaughtException", (error) => {
  log("ERROR", `[crash] ${error.message}`);
  process.exit(1);
});
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    log("INFO", `[boot] ${signal}: finishing open requests`);
    server.close(() => process.exit(0));
    server.closeIdleConnections();
    setTimeout(() => process.exit(0), 1000).unref();
  });
}

const port = Number(process.env.PORT ?? 3000);
server.listen(port, "127.0.0.1", () => log("INFO", `[boot] agent-platform ${version} listening on ${port}`));
