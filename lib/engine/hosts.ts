import type { EngineTarget } from "#lib/ports/engine-store.ts";
import {
  ConnectError,
  type RemoteExecutor,
  type RemoteSession,
  type TargetCredential,
} from "#lib/ports/remote-executor.ts";
import type { Opener } from "#lib/ports/sealer.ts";

const IDLE_MS = 5 * 60_000;

/** Sessions kept open per target, so that a start right after its confirmation finds the connection warm. */
export interface Hosts {
  /** An open session; connects when there is none. Throws ConnectError. */
  session(target: EngineTarget): Promise<RemoteSession>;
  /** A session of its own, made anew and closed by the caller: a kept one would not notice that a login is refused by now. Throws ConnectError. */
  fresh(target: EngineTarget, signal: AbortSignal): Promise<RemoteSession>;
  /**
   * Looks at the host's key again, for a session that is kept open would not notice that another host answers now. Throws ConnectError, after
   * which the session is gone.
   */
  verify(target: EngineTarget): Promise<void>;
  /** The session broke: the next call connects anew. */
  drop(target: EngineTarget): void;
  close(): Promise<void>;
}

export function createHosts({
  executor,
  opener,
  onOpen = () => {},
}: {
  executor: RemoteExecutor;
  opener: Opener;
  /** Told of every new session. */
  onOpen?: (session: RemoteSession) => void;
}): Hosts {
  const open = new Map<string, { session: Promise<RemoteSession>; idle: NodeJS.Timeout }>();
  // A changed address or host key is another connection, even for the same target.
  const keyOf = ({ id, address }: EngineTarget) =>
    `${id} ${address.user}@${address.host}:${address.port} ${address.hostKeySha256}`;

  function drop(target: EngineTarget): void {
    const known = open.get(keyOf(target));
    open.delete(keyOf(target));
    if (!known) return;
    clearTimeout(known.idle);
    void known.session.then((session) => session.close()).catch(() => {});
  }

  async function connect(target: EngineTarget, options?: { signal: AbortSignal }): Promise<RemoteSession> {
    const { credential } = target;
    if (!credential) throw new ConnectError({ kind: "authRejected" }, `${target.address.name} has no credential.`);
    const secret = await opener.open(credential.sealed, target.id);
    const login: TargetCredential =
      credential.kind === "password" ? { kind: "password", password: secret } : { kind: "key", privateKey: secret };
    return executor.open(target.address, login, options);
  }

  return {
    async session(target) {
      const key = keyOf(target);
      const known = open.get(key);
      if (known) {
        known.idle.refresh();
        return known.session;
      }
      const session = connect(target);
      open.set(key, { session, idle: setTimeout(() => drop(target), IDLE_MS).unref() });
      try {
        onOpen(await session);
        return await session;
      } catch (error) {
        drop(target);
        throw error;
      }
    },
    fresh: (target, signal) => connect(target, { signal }),
    async verify(target) {
      const { name, host, port, hostKeySha256 } = target.address;
      try {
        const actual = await executor.scanHostKey(host, port);
        if (actual === hostKeySha256) return;
        throw new ConnectError(
          { kind: "hostKeyMismatch", expected: hostKeySha256, actual },
          `${name} shows another host key than the pinned one.`,
        );
      } catch (error) {
        drop(target);
        throw error;
      }
    },
    drop,
    async close() {
      const all = [...open.values()];
      open.clear();
      for (const { idle } of all) clearTimeout(idle);
      await Promise.allSettled(all.map(async ({ session }) => (await session).close()));
    },
  };
}
