import { LIVE_NAMESPACE, type RunOutput } from "../contract.ts";

const TEXT = 0x81;
const BINARY = 0x82;

/** Finished WebSocket frames, as engine.io takes them from whoever broadcasts. */
export type Frames = { compress: false; wsPreEncodedFrame: [Buffer] };

/**
 * The event `run:output` as it goes over the wire, for any number of sockets: what socket.io makes anew for each of them and writes in two steps, made
 * once. A text message (engine.io 4: message; socket.io 5: event with one attachment) and a binary one, each in one WebSocket frame.
 * https://socket.io/docs/v4/socket-io-protocol, https://datatracker.ietf.org/doc/html/rfc6455#section-5.2
 */
export function outputFrames({ bytes, ...event }: Omit<RunOutput, "bytes"> & { bytes: Uint8Array }): Frames {
  const payload = ["run:output", { ...event, bytes: { _placeholder: true, num: 0 } }];
  const text = Buffer.from(`451-${LIVE_NAMESPACE},${JSON.stringify(payload)}`);
  const wire = Buffer.concat([header(TEXT, text.length), text, header(BINARY, bytes.length), bytes]);
  return { compress: false, wsPreEncodedFrame: [wire] };
}

/** Of a whole message, from a server: not masked. */
function header(kind: number, length: number): Buffer {
  if (length < 126) return Buffer.of(kind, length);
  if (length < 65_536) return Buffer.of(kind, 126, length >> 8, length & 255);
  const long = Buffer.of(kind, 127, 0, 0, 0, 0, 0, 0, 0, 0);
  long.writeBigUInt64BE(BigInt(length), 2);
  return long;
}
