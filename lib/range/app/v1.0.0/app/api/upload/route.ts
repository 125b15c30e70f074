import { log } from "../../../lib/log";

const PER_FILE_MS = 20;

export async function handleUpload(files: Buffer[]): Promise<{ status: number; body: unknown }> {
  log("INFO", `[upload] sequential upload of ${files.length} file(s)`);
  let bytes = 0;
  for (const file of files) {
    await new Promise((resolve) => setTimeout(resolve, PER_FILE_MS));
    bytes += file.length;
  }
  return { status: 200, body: { uploaded: files.length, bytes } };
}
