// In memory, as the platform has always had it: a restart forgets.
const KEEP = 1000;
const agents: { type: string; name: string; spawnedAt: string }[] = [];
let agentCount = 0;
let uploadCount = 0;
let uploadBytes = 0;

export function keepAgent(agent: { type: string; name: string }): void {
  agents.push({ ...agent, spawnedAt: new Date().toISOString() });
  agentCount += 1;
  if (agents.length > KEEP) agents.shift();
}

export function keepUpload(bytes: number): void {
  uploadCount += 1;
  uploadBytes += bytes;
}

export function contents() {
  return { agents: { count: agentCount, newest: agents.slice(-20) }, uploads: { count: uploadCount, bytes: uploadBytes } };
}
