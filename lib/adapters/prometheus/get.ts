import http from "node:http";
import https from "node:https";
import { guardedLookup, refuseLiteral } from "../notify/guard.ts";
import { kept, reasonOf } from "../notify/limits.ts";

export type GetLimits = {
  /** From the first packet to the last byte of the answer. (Default: 5_000) */
  timeoutMs: number;
  /** A longer answer is given up. (Default: 1 MiB) */
  maxBytes: number;
};
export const GET_LIMITS: GetLimits = { timeoutMs: 5_000, maxBytes: 1024 * 1024 };

export type Got = { kind: "body"; status: number; body: string } | { kind: "none"; reason: string };

/** One GET. A redirect is no answer, it is not followed: the token is for this address alone. Never rejects. */
export async function get(url: URL, token: string | null, over: AbortSignal, limits: GetLimits): Promise<Got> {
  try {
    refuseLiteral(url.hostname);
  } catch (error) {
    return { kind: "none", reason: reasonOf(error) };
  }
  const timeout = AbortSignal.timeout(limits.timeoutMs);
  return new Promise((resolve) => {
    const { request: open } = url.protocol === "https:" ? https : http;
    const none = (reason: string) => resolve({ kind: "none", reason });
    const failed = (error: unknown) =>
      none(timeout.aborted ? `no answer within ${limits.timeoutMs / 1000} s` : reasonOf(error));
    const request = open(url, {
      lookup: guardedLookup,
      agent: false,
      signal: AbortSignal.any([timeout, over]),
      headers: {
        accept: "application/json",
        "user-agent": "backout",
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
    });
    request.on("error", failed);
    request.on("response", (response) => {
      const pieces: Buffer[] = [];
      let bytes = 0;
      response.on("data", (piece: Buffer) => {
        bytes += piece.length;
        if (bytes > limits.maxBytes) {
          none(`the answer is longer than ${limits.maxBytes} bytes`);
          request.destroy();
        } else pieces.push(piece);
      });
      response.on("error", failed);
      response.on("end", () =>
        resolve({ kind: "body", status: response.statusCode ?? 0, body: Buffer.concat(pieces).toString("utf8") }),
      );
    });
    request.end();
  });
}

/** What an answer that is none of Prometheus' own says, on one line. */
export const saidInstead = (status: number, body: string): string =>
  status >= 300 && status < 400
    ? `HTTP ${status}: a redirect is not followed; give the address it leads to`
    : kept(`HTTP ${status} ${body.slice(0, 300)}`);
