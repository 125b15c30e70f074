import type { Client } from "ssh2";
import { ConnectError, ContactLost } from "#lib/ports/remote-executor.ts";
import { Agent, type AgentOptions } from "./agent.ts";
import { ChannelRefused } from "./channel.ts";
import type { Request } from "./protocol.ts";

/** sshd allows ten sessions on a connection by default (MaxSessions). */
const MAX_CHANNELS = 8;
const AGENT_TIMEOUT_MS = 15_000;
const KEEP_IDLE = 2;
const FAREWELL_MS = 2_000;

/** One connection and the agents on it. */
export class Link {
  readonly #client: Client;
  readonly #options: AgentOptions;
  readonly #agents = new Set<Agent>();
  readonly #idle: Agent[] = [];
  readonly #waiting: Array<{ resolve: (agent: Agent) => void; reject: (error: Error) => void }> = [];
  readonly #wanted = new Set<() => void>();
  #opening = 0;
  #max = MAX_CHANNELS;
  #closed = false;

  constructor(client: Client, options: AgentOptions) {
    this.#client = client;
    this.#options = options;
    client.on("close", () => this.#lose());
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Opens the first agent. Throws ConnectError; resolves with what the host has, for further agents. */
  async begin(): Promise<{ bootId: string; facts: string[] }> {
    try {
      const { agent, facts, bootId } = await this.#spawn();
      this.#idle.push(agent);
      return { bootId, facts };
    } catch (error) {
      // A cut takes the channel a moment before the connection, so the connection's own word comes too late.
      const isCut = this.#closed || error instanceof ContactLost;
      const reason = (error as Error).message;
      this.close();
      throw isCut
        ? new ConnectError({ kind: "unreachable", reason }, reason)
        : new ConnectError({ kind: "runnerUnusable", reason }, `the host cannot run steps: ${reason}`);
    }
  }

  /** An agent for the caller alone, until `release`. Waits when the host grants no more channels. Throws ContactLost. */
  async acquire(): Promise<Agent> {
    for (;;) {
      if (this.#closed) throw new ContactLost("the session is closed");
      const idle = this.#idle.pop();
      if (idle) return idle;
      if (this.#agents.size + this.#opening >= this.#max) return this.#wait();
      try {
        return (await this.#spawn()).agent;
      } catch (error) {
        if (!(error instanceof ChannelRefused) || this.#agents.size === 0) {
          throw error instanceof ContactLost ? error : new ContactLost((error as Error).message, { cause: error });
        }
        this.#max = this.#agents.size;
      }
    }
  }

  release(agent: Agent): void {
    if (agent.lost) return;
    const next = this.#waiting.shift();
    if (next) next.resolve(agent);
    else if (this.#idle.length < KEEP_IDLE) this.#idle.push(agent);
    else agent.close();
  }

  async request(request: Request, timeoutMs: number): Promise<{ words: string[]; payload: Buffer }> {
    const agent = await this.acquire();
    try {
      return await agent.request(request, timeoutMs);
    } finally {
      this.release(agent);
    }
  }

  /** Calls `yieldAgent` when somebody has to wait for an agent, until the returned function is called. */
  whenWanted(yieldAgent: () => void): () => void {
    this.#wanted.add(yieldAgent);
    if (this.#waiting.length > 0) yieldAgent();
    return () => this.#wanted.delete(yieldAgent);
  }

  close(): void {
    this.#lose();
    this.#client.end();
    // Over a path that is silent the farewell is never answered.
    setTimeout(() => this.#client.destroy(), FAREWELL_MS).unref();
  }

  #wait(): Promise<Agent> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      for (const yieldAgent of this.#wanted) yieldAgent();
    });
  }

  async #spawn(): Promise<{ agent: Agent; bootId: string; facts: string[] }> {
    this.#opening += 1;
    try {
      const { agent, words } = await Agent.open(this.#client, this.#options, AGENT_TIMEOUT_MS);
      const [kind, ...rest] = words;
      if (kind !== "ready") throw new Error(rest.join(" "));
      if (this.#closed || agent.lost) throw new ContactLost("the connection was lost");
      this.#agents.add(agent);
      agent.onLost = () => this.#forget(agent);
      const [bootId = "", ...facts] = rest;
      return { agent, bootId, facts };
    } finally {
      this.#opening -= 1;
    }
  }

  #forget(agent: Agent): void {
    this.#agents.delete(agent);
    const at = this.#idle.indexOf(agent);
    if (at >= 0) this.#idle.splice(at, 1);
    // Room for one more: whoever waits may open a channel of its own.
    const next = this.#waiting.shift();
    if (next) this.acquire().then(next.resolve, next.reject);
  }

  #lose(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const { reject } of this.#waiting.splice(0)) reject(new ContactLost("the connection was lost"));
    for (const agent of this.#agents) agent.close();
  }
}
