import { type CheckResult, CLOCK_CHECK, type DeclaredCheck, HOST_CHECKS } from "#lib/domain/readiness/checks.ts";
import { ConnectError, type ConnectFailure } from "#lib/ports/remote-executor.ts";

/** Evidence carries the target's times; a rollback that is judged by them wants to be within this. */
const SKEW_MS = 5_000;

/** What the failure of the connection means: the checks before it are good, it is not, and nothing after it could be asked. Pure. */
export function hostResults(checks: readonly DeclaredCheck[], target: string, error: unknown): CheckResult[] {
  const { check: failed, verdict, detail } = failureOf(target, error);
  const order: readonly string[] = HOST_CHECKS;
  const at = order.indexOf(failed);
  return checks.map(({ id: check }): CheckResult => {
    const position = order.indexOf(check);
    if (position === at) return { check, verdict, detail };
    // A key that cannot be used, or none, is refused before anybody was asked: then nothing is known of the host itself.
    if (position >= 0 && position < at && failed !== "login") return { check, verdict: "pass", detail: "" };
    return { check, verdict: "unknown", detail: `was not asked: ${detail}` };
  });
}

function failureOf(
  target: string,
  error: unknown,
): Omit<CheckResult, "check"> & { check: (typeof HOST_CHECKS)[number] } {
  if (error instanceof ConnectError) return { verdict: "fail", ...wordsOf(target, error.failure) };
  const why = error instanceof Error ? error.message : String(error);
  return { check: "reach", verdict: "unknown", detail: `${target} could not be asked: ${why}` };
}

function wordsOf(target: string, failure: ConnectFailure): { check: (typeof HOST_CHECKS)[number]; detail: string } {
  switch (failure.kind) {
    case "unreachable":
      return {
        check: "reach",
        detail: `${target} cannot be reached (${failure.reason}). Safe next: check its address and the network.`,
      };
    case "hostKeyMismatch":
      return {
        check: "host-key",
        detail: `${target} shows another host key than the pinned one (pinned ${failure.expected}, shown ${failure.actual}); no login was tried. Safe next: compare the key on the host itself before an admin changes the pin.`,
      };
    case "authRejected":
      return {
        check: "login",
        detail: `${target} refused the login. Safe next: check the user and the authorised key of this target.`,
      };
    case "runnerUnusable":
      return { check: "runner", detail: `${target} answers, but the runner cannot work there (${failure.reason}).` };
    default:
      return failure satisfies never;
  }
}

export function clockResult(skewMs: number): CheckResult {
  const seconds = (Math.abs(skewMs) / 1000).toFixed(1);
  if (Math.abs(skewMs) <= SKEW_MS) return { check: CLOCK_CHECK, verdict: "pass", detail: `${seconds} s apart` };
  const detail = `its clock is ${seconds} s ${skewMs > 0 ? "ahead" : "behind"}. Safe next: set it by NTP.`;
  return { check: CLOCK_CHECK, verdict: "fail", detail };
}
