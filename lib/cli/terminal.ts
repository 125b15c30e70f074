import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import type { Io } from "./command.ts";

/** The real terminal. `close` lets the process end. */
export function terminal(): Io & { close(): void } {
  const { stdin, stdout, stderr } = process;
  const interrupt = new AbortController();
  const onInterrupt = () => {
    // A second Ctrl-C ends the process the usual way.
    process.off("SIGINT", onInterrupt);
    interrupt.abort();
  };
  process.on("SIGINT", onInterrupt);
  // `backout … | head` closes our output: nobody reads any more.
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    isInteractive: stdin.isTTY === true && stderr.isTTY === true,
    interrupt: interrupt.signal,
    async ask(question, { hidden = false } = {}) {
      if (question !== "") stderr.write(question);
      const echo = hidden ? new Writable({ write: (_chunk, _encoding, done) => done() }) : stderr;
      const lines = createInterface({ input: stdin, output: echo, terminal: stdin.isTTY === true });
      try {
        return await new Promise<string>((resolve) => {
          lines.once("line", resolve);
          lines.once("close", () => resolve(""));
        });
      } finally {
        lines.close();
        if (hidden && stdin.isTTY) stderr.write("\n");
      }
    },
    close() {
      process.off("SIGINT", onInterrupt);
      stdin.pause();
    },
  };
}
