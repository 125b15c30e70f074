/**
 * How old the page's truth is, and how far this computer's clock is from the server's. One store for the whole page,
 * fed by the socket and by every HTTP answer.
 */
export type Connection = "connecting" | "connected" | "down";
export type Freshness = { connection: Connection; lastContactAt: number | null; offsetMs: number };

let state: Freshness = { connection: "connecting", lastContactAt: null, offsetMs: 0 };
let offsetIsExact = false;
const listeners = new Set<() => void>();

function set(next: Partial<Freshness>) {
  state = { ...state, ...next };
  for (const listener of listeners) listener();
}

/** An answer or a message arrived. An HTTP `Date` has whole seconds, so a beat's time wins over it. */
export function noteContact(httpDate: string | null = null) {
  const now = Date.now();
  const server = httpDate && !offsetIsExact ? Date.parse(httpDate) : Number.NaN;
  set({
    lastContactAt: now,
    ...(Number.isNaN(server) ? {} : { offsetMs: Math.abs(server - now) < 1500 ? 0 : server - now }),
  });
}

export function noteServerTime(iso: string) {
  offsetIsExact = true;
  const now = Date.now();
  set({ lastContactAt: now, offsetMs: Date.parse(iso) - now });
}

export function noteConnection(connection: Connection) {
  set({ connection });
}

export const freshness = {
  get: () => state,
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

/** Server time now, in ms since 1970. */
export const serverNow = (): number => Date.now() + state.offsetMs;

export type Liveness = { kind: "live" | "reconnecting" | "stale"; ageMs: number };

/** After this long without any answer the page may lie: reading stays, writing stops. */
export const STALE_AFTER_MS = 12_000;

/** The beat comes each 5 s; a connected socket that missed one is already in doubt. */
export function liveness(f: Freshness, now: number): Liveness {
  const ageMs = f.lastContactAt === null ? 0 : Math.max(0, now - f.lastContactAt);
  if (ageMs > STALE_AFTER_MS) return { kind: "stale", ageMs };
  if (f.connection === "connected" || (f.connection === "connecting" && ageMs < 3_000)) return { kind: "live", ageMs };
  return { kind: "reconnecting", ageMs };
}
