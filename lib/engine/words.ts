import type { ConnectFailure } from "#lib/ports/remote-executor.ts";

/** Why a target could not be used: what is true, what was not done, what is safe next. */
export function describeConnectFailure(target: string, failure: ConnectFailure): string {
  switch (failure.kind) {
    case "unreachable":
      return `${target} cannot be reached (${failure.reason}). Nothing was run on it. Check the address and the network, then try again.`;
    case "authRejected":
      return `${target} refused the login. Nothing was run on it. Check the user and the authorised key of this target.`;
    case "hostKeyMismatch":
      return `${target} shows another host key than the pinned one (pinned ${failure.expected}, shown ${failure.actual}). No login was tried and nothing was run. Either the host was rebuilt or somebody stands in between: compare the key on the host itself before an admin changes the pin.`;
    case "runnerUnusable":
      return `${target} answers, but the runner cannot work there (${failure.reason}). Nothing was run on it.`;
    default:
      return failure satisfies never;
  }
}
