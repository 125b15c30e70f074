import type { Client } from "ssh2";
import { ConnectError, ContactLost } from "#lib/ports/remote-executor.ts";
import { Agent, type AgentOptions } from "./agent.ts";
import { ChannelRefused } from "./channel.ts";
import type { Request } from "./protocol.ts";

/** sshd allows ten sessions on a connection by default (MaxSessions). */
const MAX_CHANNELS = 8;
const AGENT_TIMEOUT_MS = 15_000;
const KEEP_IDLE = 2;

/** One connection and the agents on it. */
export class Link {
  readonly #client: Client;
  readonly #options: AgentOptions;
  readonly #idle: Agent[] = [];
  readonly #waiting: Array<{ resolve: (agent: Agent) => void; reject: (error: Error) => void }> = [];
  #open = 0;
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

  /** Opens the first agent. Throws ConnectError `runnerUnusable`; resolves with what the host has, for further agents. */
  async begin(): Promise<{ bootId: string; facts: string[] }> {
    try {
      const { agent, words } = await Agent.open(this.#client, this.#options, AGENT_TIMEOUT_MS);
      const [kind, ...rest] = words;
      if (kind !== "ready") throw unusable(rest.join(" "));
      const [bootId = "", ...facts] = rest;
      this.#open += 1;
      this.#watch(agent);
      this.#idle.push(agent);
      return { bootId, facts };
    } catch (error) {
      this.close();
      throw error instanceof ConnectError ? error : unusable((error as Error).message);
    }
  }

  /** An agent for the caller alone, until `release`. Waits when the host grants no more channels. Throws ContactLost. */
  async acquire(): Promise<Agent> {
    for (;;) {
      if (this.#closed) throw new ContactLost("the session is closed");
      const idle = this.#idle.pop();
      if (idle && !idle.lost) return idle;
      if (idle) continue;
      if (this.#open >= this.#max) return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
      this.#open += 1;
      try {
        const { agent } = await Agent.open(this.#client, this.#options, AGENT_TIMEOUT_MS);
        this.#watch(agent);
        return agent;
      } catch (error) {
        this.#open -= 1;
        if (!(error instanceof ChannelRefused) || this.#open === 0) throw contactLost(error);
        this.#max = this.#open;
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

  close(): void {
    this.#client.end();
    this.#lose();
  }

  #watch(agent: Agent): void {
    agent.onLost = () => {
      this.#open -= 1;
      const at = this.#idle.indexOf(agent);
      if (at >= 0) this.#idle.splice(at, 1);
      // Room for one more: whoever waits may open a channel of its own.
      const next = this.#waiting.shift();
      if (next) this.acquire().then(next.resolve, next.reject);
    };
  }

  #lose(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const agent of this.#idle.splice(0)) agent.close();
    for (const { reject } of this.#waiting.splice(0)) reject(new ContactLost("the connection was lost"));
  }
}

const unusable = (reason: string) =>
  new ConnectError({ kind: "runnerUnusable", reason }, `the host cannot run steps: ${reason}`);
const contactLost = (error: unknown) =>
  error instanceof ContactLost ? error : new ContactLost((error as Error).message, { cause: error });
