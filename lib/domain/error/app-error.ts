/** Why a request cannot be done. The HTTP status follows from the code, so a code without a status does not compile. */
export const HTTP_STATUS = {
  "bad-request": 400,
  unauthenticated: 401,
  forbidden: 403,
  "not-found": 404,
  conflict: 409,
  "target-held": 409,
  "wrong-version": 409,
  "not-possible-now": 409,
  expired: 410,
  "too-large": 413,
  invalid: 422,
  "idempotency-reused": 422,
  "not-offered": 422,
  "option-refused": 422,
  "too-many": 429,
  unavailable: 503,
} as const;
export type ErrorCode = keyof typeof HTTP_STATUS;

export type FieldError = { path: string; message: string };
export type Holder = {
  runId: string;
  incident: number;
  procedure: string;
  title: string;
  target: string;
  by: string;
  status: string;
};

/**
 * "This cannot be done." The message is for the person: what is true, what was not done, what is safe next.
 * How a step ended on a host is data (StepEnd), never an exception.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly errors: FieldError[];
  readonly holder: Holder | undefined;
  /** For `too-many`: when to try again. */
  readonly retryAfterSeconds: number | undefined;
  constructor(
    code: ErrorCode,
    message: string,
    more: { errors?: FieldError[]; holder?: Holder; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = "AppError";
    this.code = code;
    this.errors = more.errors ?? [];
    this.holder = more.holder;
    this.retryAfterSeconds = more.retryAfterSeconds;
  }
}

/** By shape, not by class: Next bundles its own copy of this module, so an adapter's error is no instance of the route's class. */
export const isAppError = (error: unknown): error is AppError =>
  error instanceof Error &&
  error.name === "AppError" &&
  "code" in error &&
  Object.hasOwn(HTTP_STATUS, String(error.code));
