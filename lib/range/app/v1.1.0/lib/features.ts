const on = (name: string) => process.env[name] !== "false";

/** The three optimisations of this release, each on unless its toggle says `false`. */
export function features() {
  return {
    parallelSpawning: on("ENABLE_PARALLEL_SPAWNING"),
    parallelUploads: on("ENABLE_PARALLEL_UPLOADS"),
    mcpTracking: on("ENABLE_MCP_TRACKING"),
  };
}
