/** What a child tells the supervisor once it serves. */
export type ReadyMessage = { kind: "ready"; detail: string };

/**
 * A child that ends with this code is not started again: what is wrong is in the configuration (the port is taken,
 * a key file cannot be read). The supervisor ends everything instead of trying for ever.
 */
export const misconfiguredExitCode = 78; // EX_CONFIG of sysexits.h

const goneExitMs = 10_000;

/**
 * Ties this process to the supervisor that spawned it: when the IPC channel closes (the supervisor ended, however it
 * ended) the process gets its own SIGTERM, so that its normal shutdown runs, and is ended after 10 s if that hangs.
 * Does nothing in a process that was started by hand. Does not keep the process alive.
 */
export function exitWithParent(): void {
  if (!process.channel) return;
  process.once("disconnect", () => {
    setTimeout(() => process.exit(1), goneExitMs).unref();
    process.kill(process.pid, "SIGTERM");
  });
  process.channel.unref();
}

/** Tells the supervisor that this process serves now; `detail` is one short line for a person. */
export function reportReady(detail: string): void {
  process.send?.({ kind: "ready", detail } satisfies ReadyMessage);
}
