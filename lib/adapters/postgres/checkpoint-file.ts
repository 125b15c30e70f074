import { closeSync, constants, fstatSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import type { Checkpoint } from "#lib/domain/record/checkpoint.ts";

const TAIL_BYTES = 1024 * 1024;

/**
 * Brings the file up to the database: one checkpoint a line, none missing. What an earlier engine could not write (no space, killed) comes with the
 * next one; a line that was cut in the middle is written again.
 */
export async function catchUp(file: string, after: (seq: number) => Promise<Checkpoint[]>): Promise<void> {
  const handle = openSync(file, constants.O_RDWR | constants.O_CREAT, 0o600);
  try {
    const { size } = fstatSync(handle);
    const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
    readSync(handle, tail, 0, tail.length, size - tail.length);
    const whole = size - tail.length + tail.lastIndexOf(10) + 1;
    ftruncateSync(handle, whole);
    const last = tail.subarray(0, tail.lastIndexOf(10)).toString().split("\n").at(-1);
    const missing = await after(last ? (JSON.parse(last) as Checkpoint).seq : 0);
    writeSync(handle, missing.map((c) => `${JSON.stringify(c)}\n`).join(""), whole);
  } finally {
    closeSync(handle);
  }
}
