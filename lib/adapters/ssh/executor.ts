import {
  ConnectError,
  ContactLost,
  type RemoteExecutor,
  type TargetAddress,
  type TargetCredential,
} from "#lib/ports/remote-executor.ts";
import { type ConnectOptions, connect, scanHostKey } from "./connect.ts";
import { Link } from "./link.ts";
import { clockRequest } from "./protocol.ts";
import { SshSession } from "./session.ts";

const CLOCK_TIMEOUT_MS = 15_000;

/** The real thing: node-ssh connects, ssh2 carries, our runner (runner.sh) does the work on the host. */
export function sshExecutor(): RemoteExecutor {
  return { open, scanHostKey };
}

async function open(
  target: TargetAddress,
  credential: TargetCredential,
  options: ConnectOptions = {},
): Promise<SshSession> {
  const agentOptions = { shell: target.shell ?? "sh", stateDir: target.stateDir, facts: [] as readonly string[] };
  checkDirectory(target.stateDir);
  const control = new Link(await connect(target, credential, options), agentOptions);
  const abort = () => control.close();
  options.signal?.addEventListener("abort", abort, { once: true });
  try {
    const { bootId, facts } = await control.begin();
    const clockSkewMs = await clockSkew(control);
    return new SshSession(control, openOutput(facts), { bootId, clockSkewMs });
  } catch (error) {
    control.close();
    options.signal?.throwIfAborted();
    if (error instanceof ConnectError) throw error;
    const reason = (error as Error).message;
    // Cut between the greeting and the first answer: the host may be all right.
    throw error instanceof ContactLost ? new ConnectError({ kind: "unreachable", reason }, reason) : unusable(reason);
  } finally {
    options.signal?.removeEventListener("abort", abort);
  }

  async function openOutput(facts: string[]): Promise<Link> {
    const link = new Link(await connect(target, credential, { timeoutMs: options.timeoutMs }), {
      ...agentOptions,
      facts,
    });
    await link.begin();
    return link;
  }
}

/** Host clock − our clock, by the midpoint of one round trip. A host without nanoseconds says whole seconds: half of one is added. */
async function clockSkew(link: Link): Promise<number> {
  const sentAt = Date.now();
  const { words } = await link.request(clockRequest(), CLOCK_TIMEOUT_MS);
  const midpoint = (sentAt + Date.now()) / 2;
  const digits = /^\d+/.exec(words[0] ?? "")?.[0] ?? "";
  const hostMs = digits.length > 12 ? Number(digits.slice(0, -6)) : Number(digits) * 1000 + 500;
  return Math.round(hostMs - midpoint);
}

function checkDirectory(dir: string | undefined): void {
  if (dir !== undefined && !/^\/[^\n\r\0]+$/.test(dir))
    throw unusable(`the state directory ${JSON.stringify(dir)} is not an absolute path`);
}

const unusable = (reason: string) =>
  new ConnectError({ kind: "runnerUnusable", reason }, `the host cannot run steps: ${reason}`);
