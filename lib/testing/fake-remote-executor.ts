import {
  ConnectError,
  type RemoteExecutor,
  type TargetAddress,
  type TargetCredential,
} from "#lib/ports/remote-executor.ts";
import { FakeHost } from "./fake-host.ts";
import { FakeSession } from "./fake-session.ts";

/**
 * Hosts in memory for engine tests. Steps do what a test taught them, per host:
 *
 *     const fake = new FakeRemoteExecutor();
 *     const host = fake.host();                       // 127.0.0.1:22
 *     host.teach(/build/, { does: [{ write: "building\n" }, { hold: "built" }], code: 0 });
 *     await host.release("built");                    // lets every step that waits for "built" go on
 *
 * A script nobody taught prints nothing and exits 0. Faults on command: `host.refuse`, `cut`, `cutAfter`, `loseAnswer`, `reboot`, `forget`.
 */
export class FakeRemoteExecutor implements RemoteExecutor {
  readonly #hosts = new Map<string, FakeHost>();

  host(address: { host?: string; port?: number } = {}): FakeHost {
    const name = `${address.host ?? "127.0.0.1"}:${address.port ?? 22}`;
    const known = this.#hosts.get(name) ?? new FakeHost();
    this.#hosts.set(name, known);
    return known;
  }

  async open(
    target: TargetAddress,
    credential: TargetCredential,
    options: { signal?: AbortSignal } = {},
  ): Promise<FakeSession> {
    options.signal?.throwIfAborted();
    const host = this.host(target);
    const fail = (failure: ConnectError["failure"]) => new ConnectError(failure, `${target.name}: ${failure.kind}`);
    if (host.refusal) throw fail(host.refusal);
    if (host.hostKeySha256 !== undefined && host.hostKeySha256 !== target.hostKeySha256) {
      throw fail({ kind: "hostKeyMismatch", expected: target.hostKeySha256, actual: host.hostKeySha256 });
    }
    if (host.accepts && !host.accepts(credential)) throw fail({ kind: "authRejected" });
    return new FakeSession(host);
  }

  async scanHostKey(host: string, port: number): Promise<string> {
    const known = this.host({ host, port });
    if (known.refusal?.kind === "unreachable") throw new ConnectError(known.refusal, `${host}: unreachable`);
    return known.hostKeySha256 ?? "SHA256:fake";
  }
}
