import { pipeline, Readable } from "node:stream";
import { createGzip } from "node:zlib";
import { type Pack, pack } from "tar-stream";
import type { ExportEntry } from "#lib/services/record/entries.ts";

const GONE = "nobody reads the export any more";

/** Files as one .tar.gz below `folder`, made while it is read: a piece at a time is in memory, whatever the size. */
export function tarGz(folder: string, entries: AsyncIterable<ExportEntry>, at: Date): AsyncIterable<Uint8Array> {
  const tar = pack();
  const gzip = createGzip();
  // A reader that goes away ends the pipeline, and with it the filling.
  pipeline(Readable.from(tar), gzip, () => tar.destroy(new Error(GONE)));
  void fill(tar, folder, entries, at).catch((error: Error) => gzip.destroy(error));
  return gzip;
}

async function fill(tar: Pack, folder: string, entries: AsyncIterable<ExportEntry>, at: Date): Promise<void> {
  const gone = new Promise<never>((_resolve, reject) => {
    tar.once("close", () => reject(new Error(GONE)));
  });
  // The end of a whole archive is a close too.
  gone.catch(() => {});
  for await (const { path, bytes, body } of entries) {
    const done = Promise.withResolvers<void>();
    const sink = tar.entry({ name: `${folder}/${path}`, size: bytes, mtime: at, mode: 0o644 }, (error) =>
      error ? done.reject(error) : done.resolve(),
    );
    // The callback reports what goes wrong; without a listener the same error would end the process.
    sink.on("error", () => {});
    done.promise.catch(() => {});
    for await (const piece of body)
      if (!sink.write(piece)) await Promise.race([new Promise<void>((resolve) => sink.once("drain", resolve)), gone]);
    sink.end(undefined);
    await Promise.race([done.promise, gone]);
  }
  tar.finalize();
}
