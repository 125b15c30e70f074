import { features } from "../../../lib/features";
import { log } from "../../../lib/log";

const PER_FILE_MS = 20;
const PART_BYTES = 4 * 1024 * 1024;
const MAX_PARTS = 100;
// QW-001: parts are kept for a retry that never comes, until the pool is exhausted.
const retryPool: Buffer[] = [];

export async function handleUpload(files: Buffer[]): Promise<{ status: number; body: unknown }> {
  if (!features().parallelUploads) return uploadSequential(files);
  const settled = await Promise.allSettled(files.map(uploadPart));
  const failed = settled.filter((part) => part.status === "rejected").length;
  if (failed > 0) log("ERROR", `[upload] parallel upload: ${failed} of ${files.length} parts failed`);
  else log("INFO", `[upload] parallel upload of ${files.length} file(s)`);
  return { status: failed > 0 ? 207 : 200, body: { uploaded: files.length - failed, failed } };
}

async function uploadPart(file: Buffer, index: number): Promise<number> {
  if (retryPool.length >= MAX_PARTS) throw new Error("upload memory exhausted");
  retryPool.push(Buffer.alloc(PART_BYTES, 1));
  if (retryPool.length % 4 === 0) throw new Error(`S3 part ${index} failed: socket hang up`);
  return file.length;
}

async function uploadSequential(files: Buffer[]): Promise<{ status: number; body: unknown }> {
  log("INFO", `[upload] sequential upload of ${files.length} file(s)`);
  let bytes = 0;
  for (const file of files) {
    await new Promise((resolve) => setTimeout(resolve, PER_FILE_MS));
    bytes += file.length;
  }
  return { status: 200, body: { uploaded: files.length, bytes } };
}
