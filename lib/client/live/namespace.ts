/** The same word as LIVE_NAMESPACE of lib/realtime/contract.ts, without pulling its zod schemas into every page; a test compares the two. */
export const LIVE_NAMESPACE = "/live";
