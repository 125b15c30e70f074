import { createServer } from "node:net";

/** A loopback port that nobody uses right now; `preferred` when it is free. The system may give it away before it is used. */
export async function freePort(preferred?: number): Promise<number> {
  if (preferred !== undefined && (await canBind(preferred)) !== null) return preferred;
  const port = await canBind(0);
  if (port === null) throw new Error("no free loopback port");
  return port;
}

function canBind(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(null));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : null));
    });
  });
}
