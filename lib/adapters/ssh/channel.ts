import type { Client, ClientChannel } from "ssh2";
import { ContactLost } from "#lib/ports/remote-executor.ts";

/** The server has no room for another channel (MaxSessions) or does not allow commands; the connection itself is fine. */
export class ChannelRefused extends Error {}

/** Runs a command on a new channel, never with a terminal (a terminal would send HUP to the step when contact is lost). */
export function openChannel(client: Client, command: string): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    // ssh2 forgets callbacks of a connection that is cut: it only emits `close`.
    const lost = () => reject(new ContactLost("the connection was lost while a channel was opened"));
    client.once("close", lost);
    const settle = () => client.removeListener("close", lost);
    try {
      client.exec(command, { pty: false }, (error, channel) => {
        settle();
        if (error) reject(refusedBy(error));
        else resolve(channel);
      });
    } catch (error) {
      settle();
      reject(new ContactLost("the connection is closed", { cause: error }));
    }
  });
}

function refusedBy(error: Error & { reason?: unknown }): Error {
  const refused = error.reason !== undefined || /unable to exec/i.test(error.message);
  return refused ? new ChannelRefused(error.message) : new ContactLost(error.message, { cause: error });
}
