import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import ssh2, { type Client } from "ssh2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loginUser } from "#lib/range/environment.ts";
import { rangeLayout } from "#lib/range/layout.ts";
import { freePort } from "#lib/range/ports.ts";
import { identify, isAlive, markedProcesses, signal } from "#lib/range/processes.ts";
import type { SshKind } from "#lib/range/range.ts";
import { keyPair, newKeyPair, parsePublicKey } from "#lib/range/ssh-keys.ts";
import { ensureSsh, findSshd, hostKeyFingerprint, stopSsh } from "#lib/range/ssh-service.ts";
import { until } from "#lib/range/wait.ts";
import { exec, finish, type Login, login, open } from "./range-ssh-client.ts";

const kinds: SshKind[] = (await findSshd()) === null ? ["embedded"] : ["embedded", "openssh"];

test("every generated key is well formed, also one whose public half begins with a zero byte", () => {
  for (let index = 0; index < 1500; index += 1) {
    const { publicKey, privateKey } = newKeyPair();
    const secret = ssh2.utils.parseKey(privateKey);
    if (secret instanceof Error) throw secret;
    expect(parsePublicKey(publicKey).getPublicSSH().equals(secret.getPublicSSH())).toBe(true);
  }
});

/** What Backout relies on, the same for our small server and for OpenSSH. */
describe.each(kinds)("%s server", (kind) => {
  const root = mkdtempSync(path.join(os.tmpdir(), "range-ssh-"));
  const layout = rangeLayout(root);
  let address: Login;
  let client: Client;

  beforeAll(async () => {
    const port = await freePort();
    await ensureSsh(layout, { kind, port });
    const { privateKey } = keyPair(layout, "client_key");
    address = { port, user: loginUser().name, privateKey, hostKeySha256: hostKeyFingerprint(layout) };
    ({ client } = await login(address));
  }, 60_000);
  afterAll(async () => {
    client.end();
    await stopSsh(layout);
    // Commands whose client was cut off on purpose.
    for (const { pid } of markedProcesses(root)) signal(pid, "SIGKILL");
    rmSync(root, { recursive: true, force: true });
  });

  test("gives the command's own exit code and keeps stdout and stderr apart", async () => {
    const done = await exec(client, "echo out; echo err >&2; exit 7");
    expect([done.code, done.stdout.toString(), done.stderr]).toEqual([7, "out\n", "err\n"]);
  });

  test("tells a death by signal from an exit code", async () => {
    const done = await exec(client, "kill -KILL $$");
    expect(done.signal).toMatch(/KILL/);
    expect(done.code).toBeNull();
  });

  test("passes every byte in and out, whatever they are", async () => {
    const bytes = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => (index * 7919) % 256));
    const done = await exec(client, "cat", bytes);
    expect(done.stdout.equals(bytes)).toBe(true);
  });

  test("holds the command back while the client does not read", async () => {
    const channel = await open(client, `head -c 60000000 /dev/zero; echo done > ${root}/flooded`);
    channel.pause();
    // Another command on the same connection answers meanwhile.
    expect((await exec(client, "echo free")).stdout.toString()).toBe("free\n");
    expect(existsSync(`${root}/flooded`)).toBe(false);
    const done = await finish(channel.resume());
    expect([done.stdout.length, done.code]).toEqual([60_000_000, 0]);
    expect(existsSync(`${root}/flooded`)).toBe(true);
  });

  test("runs as the user it serves, under a bare environment with the range's mark and no terminal", async () => {
    const done = await exec(client, 'id -u; echo "$HOME"; echo "$BACKOUT_RANGE"; tty; true');
    expect(done.stdout.toString().split("\n")).toEqual([
      String(process.getuid?.()),
      loginUser().home,
      root,
      "not a tty",
      "",
    ]);
    expect((await exec(client, "command -v pm2")).code).not.toBe(0);
  });

  test("lets a command live on when the client vanishes, if it has detached itself", async () => {
    const { client: other, socket } = await login(address);
    const file = path.join(root, "survivor");
    const script = `(setsid sh -c 'echo $$ > ${file}; exec sleep 300' >/dev/null 2>&1 </dev/null &); exec sleep 300`;
    await open(other, script);
    const pid = Number(
      await until("the command to start", () => existsSync(file) && readFileSync(file, "utf8").trim()),
    );
    socket.destroy();
    await until("the server to notice", () => other.listenerCount("ready") === 0 || !socket.writable);
    expect((await exec(client, "echo still here")).stdout.toString()).toBe("still here\n");
    const survivor = identify(pid);
    expect(survivor?.command).toContain("sleep 300");
    signal(pid, "SIGKILL");
    await until("the survivor to end", () => survivor && !isAlive(survivor));
  });

  test("breaks the pipes of a command whose client vanished, so that it ends by itself", async () => {
    const { client: other, socket } = await login(address);
    const file = path.join(root, "writer");
    await open(other, `echo $$ > ${file}; exec yes`);
    const pid = Number(
      await until("the command to start", () => existsSync(file) && readFileSync(file, "utf8").trim()),
    );
    socket.destroy();
    await until("the command to end", () => identify(pid) === null);
  });

  test("refuses another key, another user and another host key", async () => {
    const stranger = newKeyPair().privateKey;
    await expect(login({ ...address, privateKey: stranger })).rejects.toThrow("authentication methods failed");
    await expect(login({ ...address, user: "nobody-here" })).rejects.toThrow("authentication methods failed");
    await expect(login({ ...address, hostKeySha256: "SHA256:other" })).rejects.toThrow("verification failed");
  });

  test("refuses terminals, shells, subsystems and forwarding", async () => {
    await expect(open(client, "true", true)).rejects.toThrow(/pseudo-terminal/);
    await expect(new Promise((_, reject) => client.sftp(reject))).rejects.toThrow();
    await expect(
      new Promise((_, reject) => client.forwardOut("127.0.0.1", 1, "127.0.0.1", 1, reject)),
    ).rejects.toThrow();
    expect((await exec(client, "echo fine")).code).toBe(0);
  });

  test("keeps its host key over a restart", async () => {
    client.end();
    await stopSsh(layout);
    await ensureSsh(layout, { kind, port: address.port });
    ({ client } = await login(address));
    expect((await exec(client, "true")).code).toBe(0);
  });
});
