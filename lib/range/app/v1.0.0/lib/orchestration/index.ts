export { type AgentSpec, spawnSequential as spawnAgents } from "./agent-spawner";
