import type { z } from "zod";
import type { SignedIn } from "#lib/adapters/auth/actor.ts";
import type { ServiceContext } from "#lib/services/context.ts";

export type Answer = {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
  stream?: AsyncIterable<Uint8Array>;
  text?: string;
};

type Parts<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = {
  ctx: ServiceContext;
  who: SignedIn;
  params: z.output<P>;
  query: z.output<Q>;
  body: z.output<B>;
  headers: Headers;
};

export type Route<P extends z.ZodType = z.ZodType, Q extends z.ZodType = z.ZodType, B extends z.ZodType = z.ZodType> = {
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below /api/v1, with `{name}` for parameters. */
  path: string;
  summary: string;
  tag: string;
  params?: P;
  query?: Q;
  body?: B;
  /** Header names that have to be sent, for the description. */
  requires?: readonly string[];
  /** Status → schema of the answer; a text is the media type of an answer that is not JSON. */
  answers: Record<number, z.ZodType | string>;
  /** Other problems than the usual ones that it can answer with. */
  problems?: readonly number[];
  handle(parts: Parts<P, Q, B>): Promise<Answer>;
};

/** Declares a route once: it is matched, checked, answered and described from this. */
export const route = <P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(r: Route<P, Q, B>): Route =>
  r as unknown as Route;
