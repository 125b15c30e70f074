// The process behind the fault `slow-network`: `node slow-network-main.ts PORT TARGET-PORT DELAY-MS`. Passes every byte on, late.
import { connect, createServer, type Socket } from "node:net";
import { Transform } from "node:stream";

const [port = 0, targetPort = 0, delayMs = 0] = process.argv.slice(2).map(Number);

/** Holds each chunk for the delay; chunks stay in order and do not wait for each other. */
function late(): Transform {
  return new Transform({
    transform(chunk, _encoding, done) {
      setTimeout(() => this.push(chunk), delayMs);
      done();
    },
    flush(done) {
      setTimeout(done, delayMs);
    },
  });
}

createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
  const target = connect({ host: "127.0.0.1", port: targetPort, allowHalfOpen: true, noDelay: true });
  for (const [from, to] of [
    [client, target],
    [target, client],
  ] as [Socket, Socket][]) {
    from.pipe(late()).pipe(to);
    from.on("error", () => to.destroy());
    from.on("close", () => setTimeout(() => to.destroy(), delayMs));
  }
}).listen(port, "127.0.0.1");
