import http from "node:http";

/** What `GET /api/health` of the application answers. */
export type Health = {
  status: "healthy" | "unhealthy";
  version: string;
  pid: number;
  features: { parallelSpawning: boolean; parallelUploads: boolean; mcpTracking: boolean };
  stats: { requests: number; errors: number; errorRate: number; rssBytes: number; uptimeMs: number };
};

/** One question; null when nobody answers within the time, or not in this form. */
export function askHealth(url: string, timeoutMs = 1500): Promise<Health | null> {
  return new Promise((resolve) => {
    const call = http.get(url, { agent: false, timeout: timeoutMs }, (answer) => {
      let body = "";
      answer.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      answer.once("error", () => resolve(null));
      answer.once("end", () => resolve(parse(body)));
    });
    call.once("timeout", () => call.destroy());
    call.once("error", () => resolve(null));
    call.once("close", () => resolve(null));
  });
}

function parse(body: string): Health | null {
  try {
    const health = JSON.parse(body);
    return typeof health.version === "string" ? health : null;
  } catch {
    return null;
  }
}
