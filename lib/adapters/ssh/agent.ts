import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Client, ClientChannel } from "ssh2";
import { quoteWord } from "#lib/domain/playbook/quote.ts";
import { ContactLost } from "#lib/ports/remote-executor.ts";
import { openChannel } from "./channel.ts";
import { MarkScanner } from "./marks.ts";
import type { Request } from "./protocol.ts";

/** runner.sh without its comments. */
const PROGRAM = readFileSync(new URL("./runner.sh", import.meta.url), "utf8").replaceAll(/^ *#.*\n/gm, "");
const MAX_REPLY_BYTES = 1024 * 1024;
/** How long the server may take, after the end of the output, to say how the shell ended. */
const LAST_WORD_MS = 2_000;
const SHELL = /^[A-Za-z0-9_.+/-]+$/;

export type AgentOptions = {
  shell: string;
  stateDir: string | undefined;
  /** What the first agent of the session found out; spares the probes. */
  facts: readonly string[];
};

/** Receives a streamed answer. `payload` is awaited before more is read from the host. */
export type Listener = {
  payload(bytes: Buffer): Promise<void> | void;
  mark(words: string[]): void;
  stderr?(words: string[]): void;
};

type Pending = Listener & { seq: number; fail(error: Error): void };

/** One runner shell on one channel. Answers come in the order of the requests; only one request is under way at a time. */
export class Agent {
  readonly #channel: ClientChannel;
  readonly #nonce = randomBytes(12).toString("hex");
  #seq = 0;
  #pending: Pending | undefined;
  #line = "";
  #noise = "";
  #hasEnded = false;
  #lost: Error | undefined;
  /** Called once, when the channel is gone. */
  onLost: () => void = () => {};

  private constructor(channel: ClientChannel) {
    this.#channel = channel;
    // A cut connection gives `close` and often no `error`; an error without a listener would end the process.
    channel.on("error", () => {});
    channel.stderr.on("error", () => {});
    channel.stderr.on("data", (chunk: Buffer) => this.#onStderr(chunk));
    // The server says how a shell ended, perhaps before anybody listens, so it is taken from here; of a cut nobody says anything.
    channel.on("close", (exitCode?: number | null) => {
      this.#hasEnded = exitCode !== undefined;
      this.#lose();
    });
    void this.#pump();
  }

  /** Opens a channel and loads the runner. Resolves with what the runner says of the host; throws ContactLost, or an Error when the shell ended instead. */
  static async open(
    client: Client,
    options: AgentOptions,
    timeoutMs: number,
  ): Promise<{ agent: Agent; words: string[] }> {
    if (!SHELL.test(options.shell)) throw new Error(`${JSON.stringify(options.shell)} is not a path of a shell`);
    const agent = new Agent(await openChannel(client, `exec ${options.shell}`));
    const head = `b_nonce=${agent.#nonce} b_sh=${quoteWord(options.shell)} b_dir=${quoteWord(options.stateDir ?? "")}\n`;
    const begin = `b_begin ${options.facts.map(quoteWord).join(" ")}\n`;
    try {
      const { words } = await agent.#send(() => `${head}${PROGRAM}${begin}`, timeoutMs, 0);
      return { agent, words };
    } catch (cause) {
      if (!agent.#hasEnded) throw cause;
      throw new Error(`the shell ended at once${agent.noise ? `: ${agent.noise}` : ""}`, { cause });
    }
  }

  get lost(): boolean {
    return this.#lost !== undefined;
  }

  /** What the host printed beside the protocol: says why a channel did not become an agent. */
  get noise(): string {
    return (this.#noise + this.#line).trim();
  }

  /** Sends a request and resolves with its mark and everything before it. ContactLost after `timeoutMs` or when the channel goes. */
  request(request: Request, timeoutMs: number): Promise<{ words: string[]; payload: Buffer }> {
    return this.#send(request, timeoutMs, ++this.#seq);
  }

  /** Sends a request whose answer is streamed, over any number of marks, until the returned function is called or the channel goes. */
  stream(request: Request, listener: Listener, fail: (error: Error) => void): () => void {
    const pending: Pending = { ...listener, seq: ++this.#seq, fail };
    this.#write(request(pending.seq), pending);
    return () => {
      if (this.#pending === pending) this.#pending = undefined;
    };
  }

  close(): void {
    this.#channel.close();
    this.#lose();
  }

  #send(request: Request, timeoutMs: number, seq: number): Promise<{ words: string[]; payload: Buffer }> {
    return new Promise((resolve, reject) => {
      const parts: Buffer[] = [];
      let size = 0;
      const timer = setTimeout(() => {
        this.#noise ||= "no answer";
        this.close();
      }, timeoutMs);
      this.#write(request(seq), {
        seq,
        payload: (bytes) => {
          size += bytes.length;
          if (size <= MAX_REPLY_BYTES) parts.push(bytes);
        },
        mark: (words) => {
          clearTimeout(timer);
          this.#pending = undefined;
          resolve({ words, payload: Buffer.concat(parts) });
        },
        fail: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
    });
  }

  #write(text: string, pending: Pending): void {
    if (this.#lost) {
      pending.fail(this.#lost);
      return;
    }
    if (this.#pending) throw new Error("a request is under way on this agent");
    this.#pending = pending;
    this.#channel.write(text);
  }

  async #pump(): Promise<void> {
    const scanner = new MarkScanner(this.#nonce);
    try {
      for await (const chunk of this.#channel as AsyncIterable<Buffer>) {
        for (const event of scanner.push(chunk)) {
          if (event.kind === "payload") await this.#pending?.payload(event.bytes);
          // Marks of requests nobody waits for any more are passed over.
          else if (event.seq === this.#pending?.seq) this.#pending.mark(event.words);
        }
      }
    } catch {
      // What was read so far is all there is.
    }
    // The end of the output may come a moment before the server says how the shell ended, and closes.
    this.#channel.end();
    const unclosed = setTimeout(() => this.close(), LAST_WORD_MS).unref();
    this.#channel.once("close", () => clearTimeout(unclosed));
  }

  #onStderr(chunk: Buffer): void {
    const lines = (this.#line + chunk.toString("latin1")).split("\n");
    this.#line = (lines.pop() ?? "").slice(-2048);
    for (const line of lines) {
      if (line.startsWith("\x1e")) this.#pending?.stderr?.(line.slice(1).split(" "));
      else this.#noise = `${this.#noise}${line}\n`.slice(-2048);
    }
  }

  #lose(): void {
    if (this.#lost) return;
    this.#lost = new ContactLost(`the connection to the runner was lost${this.noise ? `: ${this.noise}` : ""}`);
    const pending = this.#pending;
    this.#pending = undefined;
    pending?.fail(this.#lost);
    this.onLost();
  }
}
