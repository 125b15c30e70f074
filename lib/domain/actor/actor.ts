import { z } from "zod";

export const Role = z.enum(["viewer", "responder", "commander", "admin"]);
export type Role = z.infer<typeof Role>;

/** Who did it. Never a nullable user id: an engine and a schedule act too. */
export const Actor = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("user"), id: z.string(), name: z.string(), role: Role }),
  z.object({ kind: z.literal("token"), id: z.string(), name: z.string(), role: Role, userId: z.string() }),
  z.object({ kind: z.literal("engine"), id: z.string(), name: z.string() }),
  /** Somebody who was written to and answered by the link they got: no account, and no right but that answer. */
  z.object({ kind: z.literal("contact"), id: z.string(), name: z.string() }),
  z.object({ kind: z.literal("schedule"), id: z.string(), name: z.string() }),
]);
export type Actor = z.infer<typeof Actor>;

/** The person behind the actor: a token counts as its owner wherever two different people are needed. */
export const personOf = (actor: Actor): string | null =>
  actor.kind === "user" ? actor.id : actor.kind === "token" ? actor.userId : null;

/** Kind and name of whoever did it, for people to read. */
export const ActorName = z.object({
  kind: z.enum(Actor.options.map((option) => option.shape.kind.value)),
  name: z.string(),
});
export type ActorName = z.infer<typeof ActorName>;

/** Kind and name of an actor as a row stores it. Throws when it is none. */
export const readActor = (stored: unknown): ActorName => ActorName.parse(stored);
