import { expect, it } from "vitest";
import { StepRefused } from "#lib/ports/remote-executor.ts";
import type { Lab } from "./lab.ts";

const HOSTILE: Record<string, string> = {
  EMPTY: "",
  QUOTES: `it's "quoted" 'twice'`,
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a hostile value, which has to arrive exactly as it stands.
  EXPANSION: "$(touch /tmp/never) `touch /tmp/never` ${HOME} $HOME $$ !! \\ \\n",
  LINES: "first\nsecond\r\n\n\tfourth\n",
  DASHES: "--upload-pack=touch -rf",
  UNICODE: "héllo €😀 \u202e",
  CONTROL: "\x01\x1b[31m\x7f\x81\x82\x88",
  GLOB: "* ? [a-z] ~ {a,b} # ; & | < > ( )",
  EOF: "EOF\nEOF",
};

/** How a step starts: once per key, with exactly its environment, and what it hands back. */
export function startContract(lab: Lab) {
  const { open, step, collect, hold } = lab;

  it("says what is true of a step: absent, running, ended", async () => {
    const gate = hold();
    const work = step(`${lab.fixture.waitFor(gate)}; exit 0`, { does: [{ hold: gate }] });
    expect(await lab.session.state(work.key)).toEqual({ kind: "absent" });
    await lab.session.start(work);
    expect(await lab.session.state(work.key)).toMatchObject({ kind: "running", bytes: 0, sinceMs: expect.any(Number) });
    lab.fixture.release(gate);
    await collect(lab.session, work.key);
    expect(await lab.session.state(work.key)).toEqual({ kind: "ended", end: { kind: "exited", code: 0, bytes: 0 } });
  });

  it("runs a step once, however often and from wherever it is started", async () => {
    const work = step("echo ran", { does: [{ write: "ran\n" }] });
    const other = await open();
    await Promise.all([lab.session, other, lab.session, other].map((on) => on.start(work)));
    const { end } = await collect(other, work.key);
    expect(await lab.session.start(work)).toEqual({ kind: "ended", end });
    expect((await collect(lab.session, work.key)).output.toString()).toBe("ran\n");
  });

  it("refuses a key that belongs to another script", async () => {
    const work = step("echo first", { does: [{ write: "first\n" }] });
    await lab.session.start(work);
    await expect(lab.session.start({ ...work, script: "echo second" })).rejects.toMatchObject({
      name: "StepRefused",
      reason: "conflict",
    });
    await collect(lab.session, work.key);
    await expect(lab.session.start({ ...work, script: "echo second" })).rejects.toMatchObject({
      name: "StepRefused",
      reason: "conflict",
    });
  });

  it("passes the environment as exact bytes", async () => {
    const names = Object.keys(HOSTILE);
    const script = names.map((name) => `printf '%s|' "$${name}"`).join("; ");
    const work = step(
      script,
      (taught) => ({ does: [{ write: names.map((name) => `${taught.env[name]}|`).join("") }] }),
      { env: HOSTILE },
    );
    await lab.session.start(work);
    expect((await collect(lab.session, work.key)).output.toString()).toBe(
      Object.values(HOSTILE)
        .map((value) => `${value}|`)
        .join(""),
    );
  });

  it.each([
    "PATH",
    "IFS",
    "ENV",
    "BASH_ENV",
    "LD_PRELOAD",
    "NODE_OPTIONS",
    "GIT_SSH_COMMAND",
    "BACKOUT_OUT",
    "lower",
    "A-B",
    "A=B",
    "A;reboot",
    "",
    "1A",
  ])("refuses to set %j for a step, and does not start it", async (forbidden) => {
    const work = step("echo never", {}, { env: { [forbidden]: "x" } });
    await expect(lab.session.start(work)).rejects.toMatchObject({ name: "StepRefused", reason: "invalid" });
    expect(await lab.session.state(work.key)).toEqual({ kind: "absent" });
  });

  it.each(["", ".", "..", "../x", "a/b", ".done", "-x", "a b", "a\nb", "x".repeat(300)])(
    "refuses %j as a key",
    async (key) => {
      await expect(lab.session.state(key)).rejects.toBeInstanceOf(StepRefused);
    },
  );

  it("hands back what the script captured; later lines win", async () => {
    const script = `printf 'FILE=/tmp/a b\\nN=1\\nnot a capture\\n' >> "$BACKOUT_OUT"; echo "N=2=3" >> "$BACKOUT_OUT"`;
    const work = step(script, { does: [{ capture: { FILE: "/tmp/a b", N: "1" } }, { capture: { N: "2=3" } }] });
    await lab.session.start(work);
    await collect(lab.session, work.key);
    expect(await lab.session.captures(work.key)).toEqual({ FILE: "/tmp/a b", N: "2=3" });
  });

  it("has no captures when the script wrote none", async () => {
    const work = step("echo none", { does: [{ write: "none\n" }] });
    await lab.session.start(work);
    await collect(lab.session, work.key);
    expect(await lab.session.captures(work.key)).toEqual({});
  });
}
