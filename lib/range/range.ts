import type { TargetAddress } from "#lib/ports/remote-executor.ts";
import type { DataParameters } from "./data/data.ts";
import type { AgentPlatformParameters } from "./parameters.ts";

/** The server in front of the range: ours, for machines without sshd, or a real OpenSSH. */
export type SshKind = "embedded" | "openssh";

export type RangeAddress = TargetAddress & {
  stateDir: string;
  /** Private key (OpenSSH format) that may log in; generated for this range. */
  privateKey: string;
};

/** A drill range that has been created: a real target on this machine. */
export type Range = {
  root: string;
  parameters: AgentPlatformParameters & DataParameters;
  /** Secret parameters, by name. They must never be seen in a transcript either. */
  secrets: Record<string, string>;
  address: RangeAddress;
  ssh: SshKind;
  /** The value of SESSION_SECRET in the application's `.env`: must never be seen in a transcript. */
  sessionSecret: string;
};

export type RangeProgress = { title: string; done: number; of: number };
