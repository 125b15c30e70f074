import {
  ConnectError,
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
  const agentOptions = {
    shell: target.shell ?? "sh",
    stateDir: checkedStateDir(target.stateDir),
    facts: [] as readonly string[],
  };
  const control = new Link(await connect(target, credential, options), agentOptions);
  const { bootId, facts } = await control.begin();
  const output = openOutput();
  output.catch(() => {});
  return new SshSession(control, output, { bootId, clockSkewMs: await clockSkew(control) });

  async function openOutput(): Promise<Link> {
    const link = new Link(await connect(target, credential, options), { ...agentOptions, facts });
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

function checkedStateDir(dir: string | undefined): string | undefined {
  if (dir === undefined || /^\/[^\n\r]+$/.test(dir)) return dir;
  throw new ConnectError(
    { kind: "runnerUnusable", reason: `${JSON.stringify(dir)} is not an absolute path` },
    "the state directory is not usable",
  );
}
