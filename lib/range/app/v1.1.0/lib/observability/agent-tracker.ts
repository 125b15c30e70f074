import { log } from "../log";
import { mcpIntegration } from "./mcp-integration";

export async function track(event: string, detail: unknown): Promise<void> {
  log("INFO", `[tracker] local ${event} ${JSON.stringify(detail)}`);
  await mcpIntegration.notify(
    event,
    JSON.stringify(detail),
  );
}
