import type { Socket } from "node:net";
import { connect } from "node:net";
import ssh2, { type Client, type ClientChannel } from "ssh2";
import { fingerprint } from "#lib/range/ssh-keys.ts";

export type Login = { port: number; user: string; privateKey: string; hostKeySha256: string };

export type Finished = { code: number | null; signal: string | undefined; stdout: Buffer; stderr: string };

/** A plain ssh2 client that pins the host key; `socket` lets a test cut the connection. */
export async function login({
  port,
  user,
  privateKey,
  hostKeySha256,
}: Login): Promise<{ client: Client; socket: Socket }> {
  const socket = connect({ host: "127.0.0.1", port });
  const client = new ssh2.Client();
  const verify = (key: Buffer) => fingerprint(`ssh-ed25519 ${key.toString("base64")}`) === hostKeySha256;
  await new Promise<void>((resolve, reject) => {
    client.once("ready", resolve);
    // For good: ssh2 may report a second error, and cutting the connection is part of the tests.
    client.on("error", reject);
    const algorithms = { serverHostKey: ["ssh-ed25519" as const] };
    client.connect({ sock: socket, username: user, privateKey, hostVerifier: verify, algorithms });
  });
  return { client, socket };
}

export function open(client: Client, command: string, pty = false): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.exec(command, { pty }, (error, channel) => (error ? reject(error) : resolve(channel)));
  });
}

export async function exec(client: Client, command: string, stdin?: Buffer): Promise<Finished> {
  const channel = await open(client, command);
  channel.end(stdin);
  return finish(channel);
}

export function finish(channel: ClientChannel): Promise<Finished> {
  return new Promise((resolve) => {
    const stdout: Buffer[] = [];
    const result: Finished = { code: null, signal: undefined, stdout: Buffer.alloc(0), stderr: "" };
    channel.on("data", (chunk: Buffer) => stdout.push(chunk));
    channel.stderr.on("data", (chunk: Buffer) => {
      result.stderr += chunk.toString();
    });
    channel.on("exit", (code: number | null, signal?: string) => Object.assign(result, { code, signal }));
    channel.on("close", () => resolve({ ...result, stdout: Buffer.concat(stdout) }));
  });
}
