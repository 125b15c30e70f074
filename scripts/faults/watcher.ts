import { io, type Socket } from "socket.io-client";
import { OutputStore } from "#lib/client/output/output-store.ts";
import { RunFeed } from "#lib/client/output/run-feed.ts";
import { RunView } from "#lib/contract/run.ts";
import type { ClientToServer, ServerToClient } from "#lib/realtime/contract.ts";

/** What a page does with a run, without the page: the same store and feed behind a real socket, the run fetched at every hint. */
export class Watcher {
  readonly runId: string;
  readonly #url: string;
  readonly #token: string;
  readonly #socket: Socket<ServerToClient, ClientToServer>;
  readonly #store = new OutputStore(() => Promise.reject(new Error("no line is read here")));
  readonly #feed: RunFeed;
  #run: RunView | undefined;
  #looking: Promise<void> | null = null;
  #isStale = false;
  #timer: NodeJS.Timeout;

  constructor(url: string, token: string, runId: string) {
    this.runId = runId;
    this.#url = url;
    this.#token = token;
    this.#feed = new RunFeed(this.#store, (stepRunId, from) => this.#output(stepRunId, from));
    this.#socket = io(`${url}/live`, {
      transports: ["websocket"],
      forceNew: true,
      reconnectionDelay: 300,
      reconnectionDelayMax: 3_000,
      extraHeaders: { authorization: `Bearer ${token}` },
    });
    this.#socket.on("connect", () => {
      this.#socket.emit("run:join", { runId, after: this.#store.after() }, () => {});
      this.#look();
    });
    this.#socket.on("run:output", (m) => this.#feed.push(m.stepRunId, m.atByte, new Uint8Array(m.bytes)));
    this.#socket.on("run:changed", () => this.#look());
    // A page asks again by itself, too.
    this.#timer = setInterval(() => this.#look(), 2_000);
  }

  /** What is not as it should be once the run has ended, in words: nothing when every byte is here and proved by its hash. */
  async missing(): Promise<string[]> {
    await this.#looking;
    const run = this.#run;
    if (!run) return ["the run was never read"];
    if (run.endedAt === null) return [`the run is ${run.status} here`];
    return run.steps.flatMap(({ stepRunId, id, output }) => {
      const state = this.#store.step(stepRunId).sealState;
      return output.bytes === 0 || state === "verified" ? [] : [`${id} is ${state}`];
    });
  }

  /** The bytes of a step as the reader has them. */
  bytes(stepRunId: string): Uint8Array | null {
    return this.#store.step(stepRunId).bytes();
  }

  get steps(): readonly { stepRunId: string; id: string; kind: string }[] {
    return this.#run?.steps ?? [];
  }

  close(): void {
    clearInterval(this.#timer);
    this.#socket.disconnect();
  }

  /** Hints that come while it reads make it read once more. */
  #look(): void {
    this.#isStale = true;
    this.#looking ??= this.#read().finally(() => {
      this.#looking = null;
    });
  }

  async #read(): Promise<void> {
    while (this.#isStale) {
      this.#isStale = false;
      const answer = await this.#get(`/runs/${this.runId}`).catch(() => null);
      if (!answer?.ok) return;
      this.#run = RunView.parse(await answer.json());
      this.#feed.observe(this.#run.steps, this.#socket.connected);
    }
  }

  async #output(stepRunId: string, from: number) {
    const answer = await this.#get(`/runs/${this.runId}/steps/${stepRunId}/output?from=${from}`);
    if (!answer.ok) throw new Error(`output: ${answer.status}`);
    return {
      bytes: new Uint8Array(await answer.arrayBuffer()),
      length: Number(answer.headers.get("backout-output-length")),
      sha256: answer.headers.get("backout-output-sha256") || null,
      complete: answer.headers.get("backout-output-complete") === "true",
    };
  }

  #get(path: string): Promise<Response> {
    return fetch(`${this.#url}/api/v1${path}`, {
      headers: { authorization: `Bearer ${this.#token}` },
      signal: AbortSignal.timeout(5_000),
    });
  }
}
