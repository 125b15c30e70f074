import { createHash } from "node:crypto";
import { closeSync, createReadStream, lstatSync, openSync, readdirSync, readSync } from "node:fs";
import path from "node:path";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";
import type { ExportRead } from "#lib/domain/record/verify-export.ts";
import { UsageError } from "./command.ts";

/** Outputs may have any size: they are only hashed. */
const isLog = (file: string): boolean => file.endsWith(".log");

/** Reads an exported incident: a .tar or .tar.gz as it was downloaded, or the folder that came out of it. @throws {UsageError} */
export async function readExport(from: string): Promise<ExportRead> {
  const stat = lstatSync(from, { throwIfNoEntry: false });
  if (!stat) throw new UsageError(`There is no ${from}.`);
  const texts = new Map<string, string>();
  const sums = new Map<string, { bytes: number; sha256: string }>();
  const take = async (file: string, body: AsyncIterable<Uint8Array>) => {
    const hash = createHash("sha256");
    const kept: Uint8Array[] = [];
    let bytes = 0;
    for await (const piece of body) {
      hash.update(piece);
      bytes += piece.length;
      if (!isLog(file)) kept.push(piece);
    }
    sums.set(file, { bytes, sha256: hash.digest("hex") });
    if (!isLog(file)) texts.set(file, Buffer.concat(kept).toString());
  };
  if (stat.isDirectory()) for (const file of filesIn(from)) await take(file, createReadStream(path.join(from, file)));
  else await fromTar(from, take);
  return { texts, sums };
}

/** Paths with `/`, below the folder that holds the manifest. */
function filesIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"));
  return files.sort();
}

async function fromTar(
  file: string,
  take: (file: string, body: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<void> {
  const tar = extract();
  void feed(tar, file).catch((error: Error) => tar.destroy(error));
  for await (const entry of tar) {
    // The folder that everything lies in is no part of a file's place.
    const place = entry.header.name.replace(/^[^/]*\//, "");
    if (entry.header.type === "file") await take(place, bytesOf(entry));
    else entry.resume();
  }
}

async function feed(tar: ReturnType<typeof extract>, file: string): Promise<void> {
  const raw = createReadStream(file);
  const unpacked = isGzip(file) ? raw.compose(createGunzip()) : raw;
  for await (const piece of unpacked)
    if (!tar.write(piece)) await new Promise<void>((resolve) => tar.once("drain", resolve));
  tar.end(undefined);
}

/** The package's types do not say what pieces are. */
async function* bytesOf(entry: AsyncIterable<unknown>): AsyncIterable<Uint8Array> {
  for await (const piece of entry) if (piece instanceof Uint8Array) yield piece;
}

function isGzip(file: string): boolean {
  const handle = openSync(file, "r");
  try {
    const head = Buffer.alloc(2);
    readSync(handle, head, 0, 2, 0);
    return head[0] === 0x1f && head[1] === 0x8b;
  } finally {
    closeSync(handle);
  }
}
