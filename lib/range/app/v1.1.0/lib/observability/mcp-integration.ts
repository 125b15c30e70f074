import { features } from "../features";
import { log } from "../log";

let events = 0;

export const mcpIntegration = {
  async notify(event: string, key: string): Promise<void> {
    if (!features().mcpTracking) {
      log("INFO", "[mcp] MCP tracking unavailable: disabled by ENABLE_MCP_TRACKING=false, local-only tracking");
      return;
    }
    log("INFO", `[mcp] tracked ${event} ${key}`);
    events += 1;
    // QW-002: the reconnect runs on a timer, outside of any try; when it fails the whole process dies.
    if (events % 40 === 0) setTimeout(reconnect, 5);
  },
};

function reconnect(): void {
  throw new Error("MCP connection reset: memory database is locked");
}
