/** What this release does beyond the sequential way. */
export function features() {
  return { parallelSpawning: false, parallelUploads: false, mcpTracking: false };
}
