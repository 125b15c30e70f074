/**
 * What the engine needs from a host it reaches over SSH. The real one (lib/adapters/ssh) and the fake
 * (lib/testing) pass the same contract suite.
 *
 * A step is addressed by its key (`run.step.attempt`) and is started at most once per key, whatever dies:
 * every verb may be repeated after "no answer".
 */

export type TargetAddress = {
  /** Name of the target, for messages only. */
  name: string;
  host: string;
  port: number;
  user: string;
  /** Pinned host key, `SHA256:<43 characters of base64>`. Any other key is refused before authentication. */
  hostKeySha256: string;
  /** POSIX shell on the host that runs the runner and the scripts. (Default: "sh") */
  shell?: string;
  /** Directory of the runner's state on the host, 0700. (Default: `$HOME/.local/state/backout`) */
  stateDir?: string;
};

/** The private key (OpenSSH or PEM) or password. Held in memory only for the call. */
export type TargetCredential = { kind: "key"; privateKey: string } | { kind: "password"; password: string };

/** Why no session could be had. Nothing was run on the host in any of these cases. */
export type ConnectFailure =
  | { kind: "unreachable"; reason: string }
  | { kind: "authRejected" }
  | { kind: "hostKeyMismatch"; expected: string; actual: string }
  | { kind: "runnerUnusable"; reason: string };

export class ConnectError extends Error {
  readonly failure: ConnectFailure;
  constructor(failure: ConnectFailure, message: string) {
    super(message);
    this.name = "ConnectError";
    this.failure = failure;
  }
}

/** Contact was lost in the middle of a verb: nothing is known about its effect; repeat it on a new session. */
export class ContactLost extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ContactLost";
  }
}

/**
 * The adapter or the host said no; the verb had no effect, and a refused start did not run and is provably not started by it.
 * invalid: the request itself cannot be passed. conflict: the key belongs to another script. running: only an ended step can be
 * cleaned. alive: processes of the step could not be ended. hostRefused: disk full, directory not writable. notStarted: nothing to follow.
 */
export class StepRefused extends Error {
  readonly reason: "invalid" | "conflict" | "running" | "alive" | "hostRefused" | "notStarted";
  constructor(reason: StepRefused["reason"], message: string) {
    super(message);
    this.name = "StepRefused";
    this.reason = reason;
  }
}

export type StepScript = {
  /** `run.step.attempt`; letters, digits, `.`, `_`, `-`. */
  key: string;
  /** Constant bytes of the playbook version; parameters never stand in them. */
  script: string;
  /**
   * Passed as environment variables, exact bytes, never through a command line. Names match `[A-Z][A-Z0-9_]*` and are none that
   * change what the host executes (PATH, LD_*, BASH_ENV, NODE_OPTIONS, GIT_*, …): those are refused.
   */
  env: Record<string, string>;
  /** The runner itself ends the step (TERM to the group, grace, KILL) after this time, even when nobody watches. */
  timeoutMs: number;
  /** Output beyond this is not stored; the step goes on, and its output ends with a line that says so. (Default: 2 GiB) */
  maxOutputBytes?: number;
};

/** How a step that has ended, ended. `bytes` is the length of its output at exit. */
export type StepEnd =
  | { kind: "exited"; code: number; bytes: number }
  | { kind: "timedOut"; afterMs: number; bytes: number }
  | { kind: "cancelled"; started: boolean; bytes: number }
  /** The host cannot say: rebooted, or both the supervisor and the step were killed, or the state directory is gone. */
  | { kind: "lost"; reason: string; bytes: number };

export type StepState =
  | { kind: "absent" }
  | { kind: "staged" }
  | { kind: "running"; bytes: number; sinceMs: number }
  | { kind: "ended"; end: StepEnd };

/** A process that outlived its step; `name` is the host's word for it (its command, 15 bytes at most). */
export type LeftProcess = { pid: number; name: string };

export interface RemoteSession {
  /** Boot id of the host at connect time; another value later means it was rebooted. */
  readonly bootId: string;
  /** Difference host clock − our clock, in ms, by the midpoint of one round trip. */
  readonly clockSkewMs: number;
  /**
   * Stages and starts. Idempotent: a key that was started before, cleaned ones included, is not started again and its state is
   * answered. Same key with another script: StepRefused. A start that is repeated on a new session must compare `bootId` first: after a
   * power cut a host may have forgotten a key that it ran.
   */
  start(step: StepScript): Promise<StepState>;
  state(key: string): Promise<StepState>;
  /**
   * Delivers every output byte from `fromByte` on, in order, awaiting each `onChunk` before reading more (backpressure), and
   * resolves with the end once all bytes up to it were delivered. Throws ContactLost on a cut; resume from the last delivered byte.
   * Chunks have 64 KiB at most. `signal` ends only the watching and rejects with its reason. Fewer bytes than the end says were
   * delivered only if the file on the host was shortened.
   */
  follow(
    key: string,
    fromByte: number,
    onChunk: (chunk: Buffer, atByte: number) => Promise<void>,
    signal?: AbortSignal,
  ): Promise<StepEnd>;
  /**
   * TERM to the whole group, grace, KILL, and verifies that it is gone (else StepRefused `alive`). May win before the start: then it
   * never starts. For a step that ended it only tells how. A `lost` step whose script provably never ran becomes cancelled, not started.
   */
  cancel(key: string, graceMs: number): Promise<StepEnd>;
  /** SHA-256 (hex) of the first `bytes` of the output as it lies on the host. */
  outputSha256(key: string, bytes: number): Promise<string>;
  /** What the script wrote to the file named by `$BACKOUT_OUT` as `NAME=value` lines; later lines win. At most 64 KiB. */
  captures(key: string): Promise<Record<string, string>>;
  /**
   * What a step left running when its group was gone: processes of the same user that carry its mark in their environment, in sessions that they
   * made themselves. One that cleared its environment is not found. StepRefused when the host has no way to look.
   */
  left(key: string): Promise<LeftProcess[]>;
  /** Removes the step's files on the host; refused while it runs. The host remembers the key for 30 days: its state is then `lost`. */
  clean(key: string): Promise<void>;
  /** Keys of all steps that the host still holds files of, whoever started them. */
  list(): Promise<string[]>;
  /** Ends the session; steps on the host go on. */
  close(): Promise<void>;
}

export interface RemoteExecutor {
  /** Connects, checks the pinned host key, authenticates, finds the runner usable. Throws ConnectError. */
  open(
    target: TargetAddress,
    credential: TargetCredential,
    options?: { signal?: AbortSignal; timeoutMs?: number },
  ): Promise<RemoteSession>;
  /** Only looks at the host key; never authenticates. `SHA256:…` */
  scanHostKey(host: string, port: number, options?: { timeoutMs?: number }): Promise<string>;
}
