import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { PRELUDE } from "#lib/domain/playbook/prelude.ts";
import { single } from "#lib/domain/playbook/script.ts";
import { playbook } from "./playbook-kit.ts";

// Scripts that need no pm2, on a directory of their own: what a broken file or archive does to them.

let root: string;
let app: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(os.tmpdir(), "scripts-")));
  app = path.join(root, "app");
  for (const name of ["app", "safety", "backups"]) mkdirSync(path.join(root, name));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const runScript = (script: string, more?: Record<string, string>) => runText(single(playbook, script), more);
/** Lines that use the playbook's functions. */
const runLines = (lines: string) => runText(`${PRELUDE}${playbook.prelude}\n${lines}`);

/** Runs text as the runner would: a bare environment, values as data, handed-on values in a file. */
function runText(input: string, more: Record<string, string> = {}) {
  const out = path.join(root, "out");
  writeFileSync(out, "");
  const env = {
    NODE_ENV: "test" as const,
    PATH: process.env.PATH ?? "",
    HOME: root,
    APP_DIR: app,
    SAFETY_DIR: path.join(root, "safety"),
    BACKUP_DIR: path.join(root, "backups"),
    PM2_HOME: path.join(root, "pm2"),
    BACKOUT_OUT: out,
    BACKOUT_RUN: "run-1",
    BACKOUT_STAMP: "20261126-200000",
    BACKOUT_TARGET: "here",
    ...more,
  };
  const done = spawnSync("sh", ["-s"], { input, env, cwd: "/", encoding: "utf8" });
  const captures = Object.fromEntries(
    readFileSync(out, "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
  return { code: done.status, output: `${done.stdout}${done.stderr}`, captures };
}

describe(".env", () => {
  const file = () => path.join(app, ".env");
  const toggled = (text: string | Buffer) => {
    writeFileSync(file(), text, { mode: 0o640 });
    chmodSync(file(), 0o640);
    return { ...runScript("scripts/toggles-all.sh"), after: readFileSync(file(), "latin1") };
  };
  const THREE = "ENABLE_PARALLEL_SPAWNING=false\nENABLE_PARALLEL_UPLOADS=false\nENABLE_MCP_TRACKING=false\n";

  test.each([
    ["a last line without end", "A=1\nSECRET=s3cret", `A=1\nSECRET=s3cret\n${THREE}`],
    ["nothing at all", "", THREE],
    ["a key twice", "ENABLE_MCP_TRACKING=true\nA=1\nENABLE_MCP_TRACKING=true\n", `A=1\n${THREE}`],
    ["an exported key, and blanks", "export ENABLE_MCP_TRACKING=true\n  ENABLE_PARALLEL_UPLOADS = true\n", THREE],
    ["a commented key", "# ENABLE_MCP_TRACKING=true\n", `# ENABLE_MCP_TRACKING=true\n${THREE}`],
    ["a key that only begins alike", "ENABLE_MCP_TRACKING_URL=x\n", `ENABLE_MCP_TRACKING_URL=x\n${THREE}`],
    ["Windows line ends", "A=1\r\nB=2\r\n", `A=1\r\nB=2\r\n${THREE}`],
    ["blank lines and comments", "\n# note\n\nA=1\n\n", `\n# note\n\nA=1\n\n${THREE}`],
    ["dollars, quotes and backslashes", "P='$x `y`' \\n\nQ=\"a b\"\n", `P='$x \`y\`' \\n\nQ="a b"\n${THREE}`],
  ])("with %s keeps everything else", (_what, before, after) => {
    const done = toggled(before);
    expect(done.code, done.output).toBe(0);
    expect(done.after).toBe(after);
    expect(statSync(file()).mode & 0o777).toBe(0o640);
  });

  test("keeps bytes that are no text", () => {
    const bytes = Buffer.from([0x41, 0x3d, 0xff, 0xfe, 0x80, 0x0a]);
    toggled(bytes);
    expect(readFileSync(file()).subarray(0, bytes.length)).toEqual(bytes);
  });

  test("that is a link stays one; what it points to is changed", () => {
    const shared = path.join(root, "shared.env");
    writeFileSync(shared, "A=1\n");
    symlinkSync(shared, file());
    expect(runScript("scripts/toggles-all.sh").code).toBe(0);
    expect(lstatSync(file()).isSymbolicLink()).toBe(true);
    expect(readFileSync(shared, "utf8")).toBe(`A=1\n${THREE}`);
  });

  test("a second attempt keeps the first copy, and no value is printed", () => {
    const first = toggled("SECRET=s3cret\n");
    const second = runScript("scripts/toggles-all.sh");
    expect(readFileSync(second.captures.ENV_SNAPSHOT ?? "", "utf8")).toBe("SECRET=s3cret\n");
    expect(statSync(second.captures.ENV_SNAPSHOT ?? "").mode & 0o777).toBe(0o600);
    expect(readFileSync(file(), "utf8")).toBe(`SECRET=s3cret\n${THREE}`);
    expect(first.output + second.output).not.toContain("s3cret");
  });

  test("that cannot be written is as it was, and nothing is left beside it", () => {
    writeFileSync(file(), "A=1\n");
    // Stands in the way of the copy that would be renamed.
    mkdirSync(path.join(app, ".env.backout-part", "x"), { recursive: true });
    const done = runScript("scripts/toggles-all.sh");
    expect(done.code).toBe(1);
    expect(done.output).toMatch(/FAILED: .*\.env could not be written; it is as it was\./);
    expect(readFileSync(file(), "utf8")).toBe("A=1\n");
  });

  test("that is missing is said, and nothing is made", () => {
    const done = runScript("scripts/toggles-all.sh");
    expect([done.code, done.output]).toEqual([1, `FAILED: ${file()} is missing. Nothing was changed.\n`]);
    expect(readdirSync(app)).toEqual([]);
    expect(readdirSync(path.join(root, "safety"))).toEqual([]);
  });
});

describe("a backup", () => {
  const ID = "backup-1.tar.gz";
  const file = () => path.join(root, "backups", ID);
  const content = () => path.join(root, "content");
  const shell = (script: string) => execFileSync("sh", ["-ec", script], { cwd: content(), stdio: "pipe" });
  const extract = () => runScript("scripts/extract-backup.sh", { BACKUP_ID: ID });
  const pack = (script = ":", members = ".") => {
    mkdirSync(content(), { recursive: true });
    shell(`echo '{"version":"1.0.0"}' > package.json; echo '{}' > package-lock.json; echo x > server.js; ${script}`);
    shell(`tar -czf '${file()}' -P ${members}`);
  };

  beforeEach(() => writeFileSync(path.join(app, "running"), "as it was"));
  afterEach(() => {
    expect(readdirSync(app)).toEqual(["running"]);
    expect(existsSync(path.join(root, "evil"))).toBe(false);
  });

  test("that is whole is unpacked beside", () => {
    pack("ln -s server.js link; mkdir -p a/b; ln -s ../../server.js a/b/up");
    const done = extract();
    expect(done.code, done.output).toBe(0);
    expect(done.captures).toEqual({ NEXT_DIR: `${app}.restore-20261126-200000`, NEXT_VERSION: "1.0.0" });
    expect(readFileSync(path.join(done.captures.NEXT_DIR ?? "", "a/b/up"), "utf8")).toBe("x\n");
    expect(extract().code, "a second attempt").toBe(0);
  });

  test.each([
    [
      "a path with ..",
      "echo x > ../evil-source",
      "--transform 's,^\\./server.js$,../evil,' .",
      /absolute paths or paths with \.\./,
    ],
    ["an absolute path", ":", "--transform 's,^\\./server.js$,/tmp/evil,' .", /absolute paths or paths with \.\./],
    ["a link that leaves it", "ln -s /etc etc", ".", /a link that leaves it: etc/],
    ["a link that climbs out", "mkdir a; ln -s ../../app a/up", ".", /a link that leaves it: a\/up/],
    ["a setuid file", "chmod 4755 server.js", ".", /devices, pipes, setuid or setgid/],
    ["a setgid file without the right to run", "chmod 2644 server.js", ".", /devices, pipes, setuid or setgid/],
    ["a pipe", "mkfifo pipe", ".", /devices, pipes, setuid or setgid/],
    ["no lock file", "rm package-lock.json", ".", /no package\.json or no lock file/],
  ])("with %s is refused", (_what, script, members, why) => {
    pack(script, members);
    const done = extract();
    expect(done.code).toBe(1);
    expect(done.output).toMatch(why);
    expect(done.output).toContain("The running application was not touched. Safe next: choose another backup.");
    expect(done.captures).toEqual({});
  });

  test.each([
    ["cut off", (bytes: Buffer) => bytes.subarray(0, bytes.length - 20), /is damaged/],
    ["empty", () => Buffer.alloc(0), /is missing or empty/],
    ["something else", () => Buffer.from("hello"), /is damaged/],
  ])("that is %s is refused", (_what, broken, why) => {
    pack();
    writeFileSync(file(), broken(readFileSync(file())));
    const done = extract();
    expect(done.code).toBe(1);
    expect(done.output).toMatch(why);
  });

  test("that is cut off within a whole gzip stream is refused", () => {
    pack("head -c 200000 /dev/urandom > blob");
    const tar = execFileSync("gzip", ["-dc", file()], { maxBuffer: 1e8 });
    writeFileSync(file(), execFileSync("gzip", ["-c"], { input: tar.subarray(0, 150_000) }));
    expect(extract()).toMatchObject({ code: 1, output: expect.stringMatching(/does not list completely/) });
  });

  test("that says it unpacks to more than it holds is refused", () => {
    pack();
    const tar = execFileSync("gzip", ["-dc", file()]);
    // The size field of the first file's header, and the sum over the header that has to fit.
    const at = tar.indexOf("./package.json");
    tar.write("77777777777", at + 124, "latin1");
    tar.fill(" ", at + 148, at + 156);
    const sum = tar.subarray(at, at + 512).reduce((total, byte) => total + byte, 0);
    tar.write(`${sum.toString(8).padStart(6, "0")}\0 `, at + 148, "latin1");
    writeFileSync(file(), execFileSync("gzip", ["-c"], { input: tar }));
    expect(extract()).toMatchObject({ code: 1, output: expect.stringMatching(/does not list completely/) });
  });

  test("that does not match its checksum is refused", () => {
    pack();
    writeFileSync(`${file()}.sha256`, `${createHash("sha256").update("other").digest("hex")}  ${ID}\n`);
    expect(extract()).toMatchObject({ code: 1, output: expect.stringMatching(/does not match its checksum/) });
  });
});

describe("the byte at which the new process begins to write", () => {
  const at = (ms: number) => new Date(1_800_000_000_000 + ms).toISOString();
  const old = `${at(0)} ERROR [http] failed\n    at stack (file.js:1)\n`;
  const fresh = `${at(500)} INFO [boot] listening\n`;
  const startOf = (log: string, from: number) => {
    writeFileSync(path.join(root, "app.log"), log);
    const started = 1_800_000_000_000 + 400;
    return Number(runLines(`out AT "$(ask logstart "$HOME/app.log" ${from} ${started})"`).captures.AT);
  };

  test("leaves out what the old one wrote until it ended", () => {
    expect(startOf(`before\n${old}${fresh}`, 7)).toBe(7 + old.length);
  });
  test("is the end while the new one has written nothing", () => expect(startOf(old, 0)).toBe(old.length));
  test("is looked for from the beginning when the log was rotated", () => expect(startOf(fresh, 9_999)).toBe(0));
  test("is 0 without a log", () => {
    expect(runLines('out AT "$(ask logstart "$HOME/none.log" 5 1)"').captures.AT).toBe("0");
  });
});

test("a command with a time limit stays in the step's process group, where stopping the run reaches it", () => {
  const group = "cut -d' ' -f5 /proc/self/stat";
  const { captures, code } = runLines(`out OURS "$(${group})"\nout ITS "$(bounded 20 ${group})"`);
  expect(code).toBe(0);
  expect(captures.ITS).toMatch(/^\d+$/);
  expect(captures.ITS).toBe(captures.OURS);
});

test("a command with a time limit ends at it", () => {
  const { code } = runLines("bounded 1 tail -c +1 -f /dev/null || exit $?");
  expect(code).toBe(124);
});
