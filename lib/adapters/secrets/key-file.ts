import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** A private key's PEM, made at the first start, in a file that only this user reads. Two processes that start together end with the same one. */
export function loadKeyFile(file: string, make: () => string): string {
  return read(file) ?? create(file, make());
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** A link to a written file is made once. */
function create(file: string, pem: string): string {
  mkdirSync(path.dirname(file), { recursive: true });
  const own = `${file}.${process.pid}`;
  writeFileSync(own, pem, { mode: 0o600 });
  try {
    linkSync(own, file);
    return pem;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return readFileSync(file, "utf8");
  } finally {
    rmSync(own);
  }
}
