/** Rows that the fault `stale-wal` writes into the memory database. */
export const SPOILED_ACTIVITIES = 5000;
