export type { AgentSpec } from "./agent-spawner";
export { spawnAgents } from "./parallel-agent-spawner";
