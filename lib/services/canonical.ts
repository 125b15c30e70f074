import { createHash } from "node:crypto";

export { canonical } from "#lib/domain/canonical/canonical.ts";

/** Hex. */
export const sha256 = (text: string | Uint8Array): string => createHash("sha256").update(text).digest("hex");
