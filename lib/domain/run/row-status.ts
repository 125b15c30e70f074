import type { RunStatus } from "./status.ts";

/** A database enum's name cannot hold a dash in Prisma's client; these two functions are all that this costs. */
export type RunRowStatus = Exclude<RunStatus, "awaiting-approval"> | "awaiting_approval";
export const toRow = (status: RunStatus): RunRowStatus =>
  status === "awaiting-approval" ? "awaiting_approval" : status;
export const fromRow = (status: RunRowStatus): RunStatus =>
  status === "awaiting_approval" ? "awaiting-approval" : status;
