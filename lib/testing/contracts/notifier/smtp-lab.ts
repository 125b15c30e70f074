import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import type { Behaviour } from "./contract.ts";

export type Mail = { from: string; to: string[]; source: string; user: string | null };

/** A real SMTP server on this machine that keeps what it takes. `hello` lets one sign in as anybody with the password "right". */
export async function startSmtpServer(options: SMTPServerOptions = { hideSTARTTLS: true, disabledCommands: ["AUTH"] }) {
  const mails: Mail[] = [];
  let behaviour: Behaviour = "accept";
  const refusal = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode });
  const server = new SMTPServer({
    logger: false,
    disableReverseLookup: true,
    closeTimeout: 100,
    onAuth: ({ username, password }, _session, done) =>
      password === "right" ? done(null, { user: username }) : done(refusal(535, "authentication failed")),
    onRcptTo(_address, _session, done) {
      if (behaviour === "refuse-for-now") return done(refusal(450, "mailbox is busy"));
      if (behaviour === "refuse-for-good") return done(refusal(550, "no such mailbox"));
      done();
    },
    onData(stream, session, done) {
      const pieces: Buffer[] = [];
      stream.on("data", (piece: Buffer) => pieces.push(piece));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom ? mailFrom.address : "",
          to: rcptTo.map((r) => r.address),
          source: Buffer.concat(pieces).toString("utf8"),
          user: session.user ?? null,
        });
        if (behaviour === "accept") done(null, `queued as ${mails.length}`);
        else if (behaviour === "cut") for (const connection of server.connections) connection._socket.destroy();
      });
    },
    ...options,
  }) as SMTPServer & { connections: Set<{ _socket: { destroy(): void } }> };
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  let isStopped = false;
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    behave: (next: Behaviour) => {
      behaviour = next;
    },
    async stop() {
      if (isStopped) return;
      isStopped = true;
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
