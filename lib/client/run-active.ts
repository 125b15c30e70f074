import type { RunStatus } from "#lib/domain/run/status.ts";

const ACTIVE: ReadonlySet<RunStatus> = new Set<RunStatus>(["queued", "running", "waiting"]);

/** The domain's `isActive`, without its schemas: zod would be a tenth of what every page loads. A test compares the two. */
export const isActive = (status: RunStatus): boolean => ACTIVE.has(status);
