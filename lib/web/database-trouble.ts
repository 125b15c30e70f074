import { AppError } from "#lib/domain/error/app-error.ts";

const GOES_ON = "Steps that run on targets go on by themselves.";
const NOTHING = "Without a record there is no run: nothing was started and nothing was changed.";

/** SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html), Node's and Prisma's codes, and what they mean for whoever pressed. */
const TROUBLE: readonly [RegExp, string][] = [
  [/^25006$/, `The database is read-only. ${NOTHING} ${GOES_ON} Make it writable, then press again.`],
  [/^53100$/, `The database has no space left. ${NOTHING} ${GOES_ON} Make room on its disk, then press again.`],
  [
    /^(53\w{3}|P2024|P2037)$/,
    `The database takes no more connections or has no memory left. ${NOTHING} ${GOES_ON} Press again in a moment.`,
  ],
  [
    /^(08\w{3}|57P0[1-5]|P1001|P1002|P1017|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH)$/,
    `The database cannot be reached. ${GOES_ON} If the connection broke at this very moment, what you pressed may have been recorded all the same: look at the page once it answers, before you press again.`,
  ],
];

/** The driver's own errors bear no code. */
const BROKEN =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/;

/** The error as "the database is in trouble", when that is what it is; null otherwise. */
export function databaseTrouble(error: unknown): AppError | null {
  const codes = codesOf(error, 0);
  const found = TROUBLE.find(([pattern]) => codes.some((code) => pattern.test(code)));
  return found ? new AppError("unavailable", found[1], { cause: error, retryAfterSeconds: 2 }) : null;
}

/** Drivers and Prisma wrap one another: whatever is called a code, at most six levels deep. */
function codesOf(value: unknown, depth: number): string[] {
  if (typeof value !== "object" || value === null || depth > 6) return [];
  const own = value as Record<string, unknown>;
  const codes = [own.code, own.originalCode, own.errorCode].filter((code) => typeof code === "string");
  if (value instanceof Error && BROKEN.test(value.message)) codes.push("ECONNRESET");
  const inner = [own.cause, own.meta, own.driverAdapterError, ...(Array.isArray(own.errors) ? own.errors : [])];
  return [...codes, ...inner.flatMap((next) => codesOf(next, depth + 1))];
}
