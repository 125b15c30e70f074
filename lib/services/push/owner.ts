import { type Actor, personOf } from "#lib/domain/actor/actor.ts";
import { AppError } from "#lib/domain/error/app-error.ts";

/** Whose browsers they are. Engines and schedules have none. */
export function ownerOf(actor: Actor): string {
  const id = personOf(actor);
  if (id === null) throw new AppError("forbidden", "Only a person is woken by a browser. Nothing was changed.");
  return id;
}
