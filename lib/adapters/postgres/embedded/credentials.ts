import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";

export const superuser = "backout";
export const database = "backout";

/** How to reach the embedded server. */
export type Credentials = { port: number; password: string };

/**
 * Port and password of the server of a data directory, in a file beside it with mode 0600. It has the format of
 * a libpq password file, so that `PGPASSFILE=<file> psql -h 127.0.0.1 -p <port> -U backout` works.
 */
export const credentialsFile = (dataDir: string) => `${dataDir}.pgpass`;

/** Undefined when there is no usable file. */
export function readCredentials(dataDir: string): Credentials | undefined {
  try {
    const [, port, , , password] = readFileSync(credentialsFile(dataDir), "utf8").trim().split(":");
    return Number(port) > 0 && password ? { port: Number(port), password } : undefined;
  } catch {
    return undefined;
  }
}

export function writeCredentials(dataDir: string, { port, password }: Credentials): void {
  const file = credentialsFile(dataDir);
  writeFileSync(`${file}.new`, `127.0.0.1:${port}:*:${superuser}:${password}\n`, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}

/** URL-safe and free of the password file's separators. */
export const newPassword = () => randomBytes(24).toString("base64url");

export const urlOf = ({ port, password }: Credentials) =>
  `postgresql://${superuser}:${password}@127.0.0.1:${port}/${database}`;

/** `preferred` when nothing listens there, else one that the system picks. */
export async function freePort(preferred = 0): Promise<number> {
  return await new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => {
      if (preferred !== 0 && error.code === "EADDRINUSE") resolve(freePort());
      else reject(error);
    });
    probe.listen(preferred, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
