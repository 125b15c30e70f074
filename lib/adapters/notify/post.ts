import http from "node:http";
import https from "node:https";
import type { SendOutcome } from "#lib/domain/communication/delivery.ts";
import { DeniedAddress, guardedLookup, refuseLiteral } from "./guard.ts";
import { kept, type Limits, reasonOf } from "./limits.ts";

const READ_BYTES = 4_096;

export type Post = { url: string; body: string; headers?: Record<string, string> };

/**
 * One POST of JSON. 2xx is delivered; 408, 425, 429 and 5xx are refusals that may pass; every other answer, a redirect among them, is one that
 * stays. No answer after the request was handed over is unknown. The answer's status and first bytes are kept.
 */
export async function post({ url, body, headers = {} }: Post, { timeoutMs }: Limits): Promise<SendOutcome> {
  const target = new URL(url);
  try {
    refuseLiteral(target.hostname);
  } catch (error) {
    return { kind: "refused", answer: reasonOf(error), isTemporary: false };
  }
  return new Promise((resolve) => {
    let isHandedOver = false;
    const { request: open } = target.protocol === "https:" ? https : http;
    const request = open(target, {
      method: "POST",
      lookup: guardedLookup,
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
        "user-agent": "backout",
        ...headers,
      },
    });
    const failed = (error: unknown) => resolve(withoutAnswer(error, isHandedOver, timeoutMs));
    request.on("error", failed);
    request.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8");
      const answered = () => resolve(outcomeOf(response.statusCode ?? 0, response.statusMessage ?? "", text));
      response.on("data", (piece: string) => {
        text += piece;
        if (text.length < READ_BYTES) return;
        answered();
        request.destroy();
      });
      response.on("end", answered);
      // The status has come: what is missing of the text changes nothing.
      response.on("error", answered);
    });
    request.on("socket", (socket) => {
      const begin = target.protocol === "https:" ? "secureConnect" : "connect";
      socket.once(begin, () => {
        isHandedOver = true;
        request.end(body);
      });
    });
    request.flushHeaders();
  });
}

function withoutAnswer(error: unknown, isHandedOver: boolean, timeoutMs: number): SendOutcome {
  const isTimeout = error instanceof Error && error.name === "AbortError";
  const why = isTimeout ? `no answer within ${timeoutMs / 1000} s` : reasonOf(error);
  if (isHandedOver) return { kind: "unknown", answer: `handed over, then ${why}` };
  return { kind: "refused", answer: `not sent: ${why}`, isTemporary: !(error instanceof DeniedAddress) };
}

function outcomeOf(status: number, statusText: string, text: string): SendOutcome {
  const answer = kept(`HTTP ${status} ${statusText} ${text}`);
  if (status >= 200 && status < 300) return { kind: "delivered", answer };
  return { kind: "refused", answer, isTemporary: [408, 425, 429].includes(status) || status >= 500 };
}
