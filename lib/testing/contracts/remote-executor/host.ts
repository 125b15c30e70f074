import { expect, it } from "vitest";
import { ConnectError } from "#lib/ports/remote-executor.ts";
import type { Lab } from "./lab.ts";

/** What is known of the host, and when it is refused. */
export function hostContract(lab: Lab) {
  const { open } = lab;

  it("knows the boot of the host and how far its clock is off", async () => {
    const other = await open();
    expect(other.bootId).toBe(lab.session.bootId);
    expect(other.bootId).not.toBe("");
    expect(Math.abs(other.clockSkewMs)).toBeLessThan(2_000);
  });

  it("shows the host key without logging in", async () => {
    expect(await lab.fixture.executor.scanHostKey(lab.fixture.target.host, lab.fixture.target.port)).toBe(
      lab.fixture.target.hostKeySha256,
    );
  });

  it("refuses a host whose key is not the pinned one", async () => {
    const hostKeySha256 = `SHA256:${"A".repeat(43)}`;
    const error = await lab.fixture.executor
      .open({ ...lab.fixture.target, hostKeySha256 }, lab.fixture.credential)
      .catch((e) => e);
    expect(error).toBeInstanceOf(ConnectError);
    expect(error.failure).toEqual({
      kind: "hostKeyMismatch",
      expected: hostKeySha256,
      actual: lab.fixture.target.hostKeySha256,
    });
  });

  it("says when the credential is refused", async () => {
    const error = await lab.fixture.executor.open(lab.fixture.target, lab.fixture.wrongCredential).catch((e) => e);
    expect(error).toBeInstanceOf(ConnectError);
    expect(error.failure).toEqual({ kind: "authRejected" });
  });

  it("says when nothing answers", async () => {
    const error = await lab.fixture.executor
      .open({ ...lab.fixture.target, port: lab.fixture.deadPort }, lab.fixture.credential)
      .catch((e) => e);
    expect(error).toBeInstanceOf(ConnectError);
    expect(error.failure.kind).toBe("unreachable");
  });
}
