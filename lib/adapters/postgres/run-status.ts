import type { RunStatus as RunRow } from "#generated/prisma/client.ts";
import type { RunStatus } from "#lib/domain/run/status.ts";

/** Prisma's enum names cannot hold a dash; the database values and the domain's words are the same. */
export const toRow = (status: RunStatus): RunRow => (status === "awaiting-approval" ? "awaiting_approval" : status);
export const fromRow = (status: RunRow): RunStatus => (status === "awaiting_approval" ? "awaiting-approval" : status);
