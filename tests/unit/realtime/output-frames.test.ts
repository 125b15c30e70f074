import { expect, test } from "vitest";
import { outputFrames } from "#lib/realtime/server/output-frames.ts";

/** Reads unmasked WebSocket frames. */
function messages(wire: Buffer): { kind: number; body: Buffer }[] {
  const found = [];
  for (let at = 0; at < wire.length; ) {
    const short = wire[at + 1] ?? 0;
    const [head, length] =
      short < 126
        ? [2, short]
        : short === 126
          ? [4, wire.readUInt16BE(at + 2)]
          : [10, Number(wire.readBigUInt64BE(at + 2))];
    found.push({ kind: wire[at] ?? 0, body: wire.subarray(at + head, at + head + length) });
    at += head + length;
  }
  return found;
}

test.each([1, 125, 126, 65_535, 65_536, 300_000])("an output of %i bytes is a text and a binary message", (length) => {
  const bytes = Buffer.alloc(length, "ü");
  const [wire] = outputFrames({ runId: "r", stepRunId: "s", atByte: 7, bytes }).wsPreEncodedFrame;
  const [text, binary, ...more] = messages(wire);
  expect(text?.kind).toBe(0x81);
  expect(text?.body.toString()).toBe(
    '451-/live,["run:output",{"runId":"r","stepRunId":"s","atByte":7,"bytes":{"_placeholder":true,"num":0}}]',
  );
  expect(binary?.kind).toBe(0x82);
  expect(binary?.body.equals(bytes)).toBe(true);
  expect(more).toEqual([]);
});
