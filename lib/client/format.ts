/** Text for numbers. Units always stand beside the value; clocks tick as mm:ss, durations read as "1 m 38 s". */

const two = (n: number) => String(n).padStart(2, "0");

/** `1 m 38 s`, `48 s`, `0.4 s`, `2 h 05 m`, `9 d`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${(Math.max(0, ms) / 1_000).toFixed(1)} s`;
  const s = Math.round(ms / 1_000);
  if (s < 60) return `${s} s`;
  if (s < 3_600) return s % 60 === 0 ? `${s / 60} m` : `${Math.floor(s / 60)} m ${two(s % 60)} s`;
  const m = Math.round(s / 60);
  if (m < 48 * 60) return m % 60 === 0 ? `${m / 60} h` : `${Math.floor(m / 60)} h ${two(m % 60)} m`;
  return `${Math.floor(m / 1440)} d`;
}

/** `07:05`, `1:02:09`; whole seconds, never negative. */
export function ticking(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1_000));
  const h = Math.floor(s / 3_600);
  if (h >= 48) return `${Math.floor(h / 24)} d ${h % 24} h`;
  const rest = `${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
  return h > 0 ? `${h}:${rest}` : rest;
}

/** `0.3 s ago`, `38 s ago`, `4 m ago`. */
export function ago(ms: number): string {
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s ago`;
  if (ms < 60_000) return `${Math.round(ms / 1_000)} s ago`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} m ago`;
  if (ms < 48 * 3_600_000) return `${Math.round(ms / 3_600_000)} h ago`;
  return `${Math.floor(ms / 86_400_000)} d ago`;
}

export const count = (n: number): string => n.toLocaleString("en-US");
export const bytes = (n: number): string => `${count(n)} ${n === 1 ? "byte" : "bytes"}`;
export const plural = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;

/** `03:04:45` in UTC. */
export const utcClock = (at: number | string): string => new Date(at).toISOString().slice(11, 19);
/** `2025-11-09 03:04:45` in UTC. */
export const utcStamp = (at: number | string): string => new Date(at).toISOString().slice(0, 19).replace("T", " ");

/** `04:04` where the reader is. */
export const localClock = (at: number | string): string =>
  new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
export const localStamp = (at: number | string): string =>
  new Date(at).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "long" });

/** `today 02:59`, `3 Nov`, `20 Aug 2024`; days are UTC days. */
export function day(at: string, now: number): string {
  const date = new Date(at);
  const today = new Date(now);
  if (date.toISOString().slice(0, 10) === today.toISOString().slice(0, 10)) return `today ${utcClock(at).slice(0, 5)}`;
  const sameYear = date.getUTCFullYear() === today.getUTCFullYear();
  return date.toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    timeZone: "UTC",
    ...(sameYear ? {} : { year: "numeric" }),
  });
}

/** First eight characters of a hash in two groups, as people compare it: `7c1e 4a90`. */
export const shortHash = (hash: string): string => {
  const hex = hash.replace(/^sha256:/, "");
  return `${hex.slice(0, 4)} ${hex.slice(4, 8)}`;
};
/** `4be0…7c` */
export const pinched = (hash: string): string => {
  const hex = hash.replace(/^sha256:/, "");
  return hex.length > 10 ? `${hex.slice(0, 4)}…${hex.slice(-2)}` : hex;
};
/** The last characters of a run's id: enough to tell runs of an incident apart. */
export const shortId = (id: string): string => (id.length > 10 ? id.slice(-8) : id);

/** `O1` of `oncall-1`, `L2` of `lead-2`, `AD` of `admin`. */
export function initials(name: string): string {
  const digits = name.match(/\d+$/)?.[0];
  const first = name[0] ?? "?";
  return (digits ? first + digits.slice(-1) : name.slice(0, 2)).toUpperCase();
}
