import path from "node:path";
import { z } from "zod";

const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/** Every variable that Backout reads. `.env.example` lists the same names; a test compares the two. */
export const EnvSchema = z.object({
  /** Which processes this supervisor runs. */
  ROLE: z.enum(["web", "engine", "all"]).default("all"),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4600),
  HOST: z.string().min(1).default("127.0.0.1"),
  /** PostgreSQL to use; without it the embedded one runs under `BACKOUT_DATA_DIR`. */
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: "must be a postgres:// or postgresql:// address" })
    .refine((url) => new URL(url).pathname.length > 1, "must name a database after the last slash")
    .optional(),
  BACKOUT_DATA_DIR: z.string().min(1).default(".backout/data"),
  /** The address people open, `https://backout.example`: scheme, host, port; no path. */
  BACKOUT_ORIGIN: z
    .url({ protocol: /^https?$/, error: "must be an http:// or https:// address" })
    .refine((url) => new URL(url).origin === url.replace(/\/$/, ""), "must have no path, query or user")
    .transform((url) => new URL(url).origin)
    .optional(),
  BACKOUT_ENGINE_KEY_FILE: z.string().min(1).optional(),
  BACKOUT_MODE: z.enum(["demo", "production"]).default("production"),
  LOG_LEVEL: z.enum(logLevels).default("info"),
  /** `development` compiles pages on request. */
  NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
  /** What stands in front of the demo's drill range: our own SSH server, or the machine's sshd. */
  BACKOUT_DEMO_SSH: z.enum(["embedded", "openssh"]).default("embedded"),
});

/** Configuration as the rest of the code sees it: complete, absolute, frozen. */
export type Env = Readonly<{
  role: "web" | "engine" | "all";
  port: number;
  host: string;
  databaseUrl: string | undefined;
  /** Absolute. */
  dataDir: string;
  origin: string;
  /** Absolute. Only the engine may read it. */
  engineKeyFile: string;
  mode: "demo" | "production";
  logLevel: (typeof logLevels)[number];
  isDevelopment: boolean;
  demoSsh: "embedded" | "openssh";
}>;

/** Names every variable that is wrong and why. Never carries a value: values may be secrets. */
export class EnvError extends Error {
  override readonly name = "EnvError";
}

type Source = Record<string, string | undefined>;

/**
 * Reads the configuration once. Call it in a composition root and pass the result on; tests pass a plain object.
 * An empty variable counts as unset. Relative paths are relative to the working directory.
 * @throws {EnvError}
 */
export function loadEnv(source: Source = process.env): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = EnvSchema.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${reason(issue)}`);
    throw new EnvError(`Configuration is not usable; nothing was started.\n${lines.join("\n")}`);
  }
  const env = parsed.data;
  const dataDir = path.resolve(env.BACKOUT_DATA_DIR);
  return Object.freeze({
    role: env.ROLE,
    port: env.PORT,
    host: env.HOST,
    databaseUrl: env.DATABASE_URL,
    dataDir,
    origin: env.BACKOUT_ORIGIN ?? `http://${urlHost(env.HOST)}:${env.PORT}`,
    engineKeyFile: path.resolve(env.BACKOUT_ENGINE_KEY_FILE ?? path.join(dataDir, "engine.key")),
    mode: env.BACKOUT_MODE,
    logLevel: env.LOG_LEVEL,
    isDevelopment: env.NODE_ENV === "development",
    demoSsh: env.BACKOUT_DEMO_SSH,
  });
}

/** What the command line reads: where Backout is, and as whom. */
export type CliEnv = Readonly<{ url: string | undefined; token: string | undefined; loginFile: string }>;

/** An empty variable counts as unset. The file of `backout login` lies where the user's other settings do. */
export function loadCliEnv(source: Source = process.env): CliEnv {
  const config = source.XDG_CONFIG_HOME || path.join(source.HOME || "/nonexistent", ".config");
  return Object.freeze({
    url: source.BACKOUT_URL || undefined,
    token: source.BACKOUT_TOKEN || undefined,
    loginFile: path.join(config, "backout", "login.json"),
  });
}

/** The environment for a child process: ours, with `overrides` on top. */
export function childEnvironment(overrides: Record<string, string>): NodeJS.ProcessEnv {
  return { ...process.env, ...overrides };
}

/** A listen address as it stands in a URL: everything-addresses become localhost, IPv6 gets brackets. */
function urlHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

/** Zod's own messages can repeat what was given; these cannot. */
function reason(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_value":
      return `must be one of ${issue.values.join(", ")}`;
    case "too_big":
      return `must be at most ${issue.maximum}`;
    case "too_small":
      return `must be at least ${issue.minimum}`;
    case "invalid_type":
      return `must be a ${issue.expected === "int" ? "whole number" : issue.expected}`;
    default:
      return issue.message;
  }
}
