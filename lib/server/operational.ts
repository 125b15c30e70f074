import type { IncomingMessage, ServerResponse } from "node:http";
import type { Db } from "#lib/ports/db.ts";
import type { Gateway } from "#lib/realtime/server/gateway.ts";

type Load = ReturnType<Gateway["load"]>;

/** /healthz: the process answers. /readyz: it can reach the database. /metrics: Prometheus text. True when the request was one of these. */
export function operationalRoutes(
  db: Db,
  load: () => Load,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    const path = request.url?.split("?")[0];
    if (path === "/healthz") answer(response, 200, "ok\n");
    else if (path === "/readyz")
      void ready(db).then((isReady) =>
        answer(response, isReady ? 200 : 503, isReady ? "ready\n" : "the database does not answer\n"),
      );
    else if (path === "/metrics")
      void metrics(db, load()).then(
        (text) => answer(response, 200, text),
        () => answer(response, 503, "# the database does not answer\n"),
      );
    else return false;
    return true;
  };
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    "content-type": "text/plain; version=0.0.4; charset=utf-8",
    "cache-control": "no-store",
  });
  response.end(text);
}

async function ready(db: Db): Promise<boolean> {
  return db.$queryRaw`SELECT 1`.then(
    () => true,
    () => false,
  );
}

async function metrics(db: Db, load: Load): Promise<string> {
  const runs = await db.run.groupBy({ by: ["status"], _count: true });
  const incidents = await db.incident.groupBy({ by: ["status", "severity"], _count: true });
  return [
    "# HELP backout_runs Runs by status.",
    "# TYPE backout_runs gauge",
    ...runs.map((r) => `backout_runs{status="${r.status}"} ${r._count}`),
    "# HELP backout_incidents Incidents by status and severity.",
    "# TYPE backout_incidents gauge",
    ...incidents.map((i) => `backout_incidents{status="${i.status}",severity="${i.severity}"} ${i._count}`),
    "# HELP backout_sockets Open sockets of this process.",
    "# TYPE backout_sockets gauge",
    `backout_sockets ${load.sockets}`,
    "# HELP backout_socket_packets_waiting Packets that wait for browsers that read slowly.",
    "# TYPE backout_socket_packets_waiting gauge",
    `backout_socket_packets_waiting ${load.packetsWaiting}`,
    "# HELP process_resident_memory_bytes Resident memory of the web process.",
    "# TYPE process_resident_memory_bytes gauge",
    `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
    "",
  ].join("\n");
}
