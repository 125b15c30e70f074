import { log } from "../log";

export type AgentSpec = { type: string; name: string };

const PER_AGENT_MS = 75;

export async function spawnSequential(agents: AgentSpec[]): Promise<{ name: string; ok: boolean }[]> {
  log("INFO", `[spawn] sequential spawning: sequential agent spawning of ${agents.length} agent(s)`);
  const spawned = [];
  for (const agent of agents) {
    await new Promise((resolve) => setTimeout(resolve, PER_AGENT_MS));
    spawned.push({ name: agent.name, ok: true });
  }
  return spawned;
}
