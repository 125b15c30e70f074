import http from "node:http";
import https from "node:https";
import type { LookupFunction } from "node:net";
import webPush from "web-push";
import { whyNoEndpoint } from "#lib/domain/push/endpoint.ts";
import type { PushOutcome, PushSender } from "#lib/ports/push.ts";
import { kept, reasonOf } from "../notify/limits.ts";
import { publicLookup } from "./public-address.ts";
import type { VapidKey } from "./vapid-key.ts";

/** How long a push service keeps a message for a browser that sleeps. */
const TTL_SECONDS = 10 * 60;
const READ_BYTES = 1_024;

export type SenderOptions = {
  key: VapidKey;
  /** Of the pages; who a push service complains to when it is https. */
  origin: string;
  timeoutMs?: number;
  /** Where it may go. Tests, and nothing else, let it go to their own receiver. */
  whyNot?: (endpoint: string) => string | null;
  lookup?: LookupFunction;
};

/** Sends over the push services of browsers (RFC 8030), sealed by RFC 8291. The request is ours, so that the endpoint is guarded and no redirect followed. */
export function createPushSender({
  key,
  origin,
  timeoutMs = 10_000,
  whyNot = whyNoEndpoint,
  lookup = publicLookup,
}: SenderOptions): PushSender {
  const subject = origin.startsWith("https:") ? origin : "mailto:backout@localhost.invalid";
  return {
    publicKey: key.publicKey,
    async send({ endpoint, p256dh, auth }, payload) {
      const why = whyNot(endpoint);
      if (why) return { kind: "failed", answer: `not sent: ${why}` };
      try {
        const request = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, JSON.stringify(payload), {
          vapidDetails: { subject, ...key },
          TTL: TTL_SECONDS,
          urgency: "high",
        });
        return await deliver(request, { timeoutMs, lookup });
      } catch (error) {
        return { kind: "failed", answer: `not sent: ${reasonOf(error)}` };
      }
    },
  };
}

type Sealed = { endpoint: string; headers: Record<string, string | number>; body: Buffer };

function deliver(
  { endpoint, headers, body }: Sealed,
  { timeoutMs, lookup }: { timeoutMs: number; lookup: LookupFunction },
): Promise<PushOutcome> {
  const url = new URL(endpoint);
  const { request: open } = url.protocol === "https:" ? https : http;
  return new Promise((resolve) => {
    const request = open(url, {
      method: "POST",
      headers,
      lookup,
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
    });
    request.on("error", (error) => resolve({ kind: "failed", answer: reasonOf(error) }));
    request.on("response", (response) => {
      let text = "";
      const answered = () => {
        resolve(outcomeOf(response.statusCode ?? 0, text));
        request.destroy();
      };
      response.setEncoding("utf8");
      response.on("data", (piece: string) => {
        text += piece;
        if (text.length >= READ_BYTES) answered();
      });
      response.on("end", answered);
      response.on("error", answered);
    });
    request.end(body);
  });
}

function outcomeOf(status: number, text: string): PushOutcome {
  if (status >= 200 && status < 300) return { kind: "taken" };
  const answer = kept(`HTTP ${status} ${text}`);
  return status === 404 || status === 410 ? { kind: "gone", answer } : { kind: "failed", answer };
}
