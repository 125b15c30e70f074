import { log } from "../log";

export async function track(event: string, detail: unknown): Promise<void> {
  log("INFO", `[tracker] local ${event} ${JSON.stringify(detail)}`);
}
