import { database } from "./database";
import { remember, remembered } from "./memory";

const KEEP = 1000;
const agents: { type: string; name: string; spawnedAt: string }[] = [];
let agentCount = 0;
let uploadCount = 0;
let uploadBytes = 0;

/** In PostgreSQL where there is one; else in memory, and a restart forgets. */
export async function keepAgent(agent: { type: string; name: string }): Promise<void> {
  const db = database();
  if (db) await db.query("INSERT INTO agents (type, name) VALUES ($1, $2)", [agent.type, agent.name]);
  else agents.push({ ...agent, spawnedAt: new Date().toISOString() });
  remember(agent.name, "spawned");
  agentCount += 1;
  if (agents.length > KEEP) agents.shift();
}

export function keepUpload(bytes: number): void {
  uploadCount += 1;
  uploadBytes += bytes;
}

export async function contents() {
  const uploads = { count: uploadCount, bytes: uploadBytes };
  const memory = { activities: remembered() };
  const db = database();
  if (db === null) return { agents: { count: agentCount, newest: agents.slice(-20) }, uploads, memory };
  const { rows } = await db.query("SELECT count(*)::int AS count FROM agents");
  const newest = await db.query("SELECT type, name, spawned_at FROM agents ORDER BY id DESC LIMIT 20");
  return { agents: { count: rows[0].count, newest: newest.rows }, uploads, memory };
}
