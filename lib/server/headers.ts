import type { ServerResponse } from "node:http";

/**
 * On every answer of the server. Scripts come from our own files and from the inline pieces that Next writes into its pages; no nonce reaches those
 * without a proxy in front of every page, so inline scripts stay allowed while everything foreign, framing and other forms are not.
 */
export function securityHeaders(
  response: ServerResponse,
  { isDevelopment, isHttps }: { isDevelopment: boolean; isHttps: boolean },
): void {
  const script = `'self' 'unsafe-inline'${isDevelopment ? " 'unsafe-eval'" : ""}`;
  response.setHeader(
    "Content-Security-Policy",
    `default-src 'none'; script-src ${script}; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; font-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'`,
  );
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("Referrer-Policy", "no-referrer");
  response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
  response.setHeader("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
  if (isHttps) response.setHeader("Strict-Transport-Security", "max-age=63072000");
}
