import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

const CSP = "content-security-policy";
/** Data, output of hosts among it, is never a page of ours, whatever a browser makes of it. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

export type HeaderOptions = {
  /** Where people open Backout; sockets go there too. */
  origin: string;
  /** Next compiles with `eval` and reloads over a socket of its own. */
  isDevelopment: boolean;
};

/**
 * On every answer of the server. Scripts are our own files, and the inline pieces that Next writes into a page it renders for this request: Next finds
 * their nonce in the request's own policy header, which is why every page is rendered anew (app/layout.tsx) and what a client sends there is replaced.
 */
export function securityHeaders(
  request: IncomingMessage,
  response: ServerResponse,
  { origin, isDevelopment }: HeaderOptions,
): void {
  const policy = request.url?.startsWith("/api/")
    ? DATA_POLICY
    : pagePolicy(randomBytes(16).toString("base64"), origin, isDevelopment);
  request.headers[CSP] = policy;
  response.setHeader(CSP, policy);
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("Referrer-Policy", "no-referrer");
  response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
  response.setHeader("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
  if (origin.startsWith("https:")) response.setHeader("Strict-Transport-Security", "max-age=63072000");
}

function pagePolicy(nonce: string, origin: string, isDevelopment: boolean): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    // Libraries of the interface set style attributes; a style can hide, not act.
    "style-src 'self' 'unsafe-inline'",
    // Not every browser counts a socket to the same place as 'self'.
    `connect-src 'self' ${origin.replace(/^http/, "ws")}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "manifest-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "object-src 'none'",
  ].join("; ");
}
