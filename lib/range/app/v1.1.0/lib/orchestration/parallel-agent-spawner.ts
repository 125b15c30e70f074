import pLimit from "p-limit";
import { features } from "../features";
import { log } from "../log";
import { mcpIntegration } from "../observability/mcp-integration";
import { type AgentSpec, spawnSequential } from "./agent-spawner";

const SPAWN_TIMEOUT_MS = 400;
const slots = pLimit(5);
let calls = 0;

export async function spawnAgents(agents: AgentSpec[]) {
  if (!features().parallelSpawning) return spawnSequential(agents);
  log("INFO", `[spawn] parallel spawning of ${agents.length} agent(s)`);
  return Promise.all(agents.map((agent) => slots(() => spawnOne(agent))));
}

async function spawnOne(agent: AgentSpec) {
  await new Promise((resolve) => setTimeout(resolve, 15));
  calls += 1;
  // GAP-001: every third call finds its slot leaked by an earlier one, waits for it, and gives up.
  if (calls % 3 === 0) {
    await new Promise((resolve) => setTimeout(resolve, SPAWN_TIMEOUT_MS));
    throw new Error("Agent spawn timeout: MCP server unavailable (no spawn slot)");
  }
  await mcpIntegration.notify("spawn", agent.name);
  return { name: agent.name, ok: true };
}
