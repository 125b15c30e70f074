/** What a script reads of an answer. `docs/cli.md` and a test hold the same table. */
export const EXIT = {
  /** Done; for a run: proven. For `verify`: whole and anchored. */
  ok: 0,
  /** It failed, or something is wrong; for `verify`: changed. */
  failed: 1,
  /** Nothing proves it either way: unproven, interrupted, waiting for somebody, not anchored. */
  unproven: 2,
  /** The server said no; nothing was changed. */
  refused: 3,
  usage: 64,
  /** The server does not answer, or is not able to now. */
  unavailable: 69,
  /** Not signed in, or the role does not allow it. */
  notPermitted: 77,
  /** Ctrl-C. What runs goes on. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
