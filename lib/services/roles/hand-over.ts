import type { z } from "zod";
import type { AnswerHandOver, HandOverRole } from "#lib/contract/roles.ts";
import type { IncidentRole } from "#lib/domain/incident/roles.ts";
import type { ServiceContext } from "../context.ts";
import { onRole } from "./subject.ts";

/** The holder asks somebody to take over, and keeps the role until they accept. */
export const handOverRole = (
  ctx: ServiceContext,
  number: number,
  role: IncidentRole,
  { to, note }: z.infer<typeof HandOverRole>,
) =>
  onRole(ctx, number, role, {
    action: "role.take",
    command: async (find) => ({ verb: "hand-over", to: await find(to), note }),
  });

/** The next person accepts or declines; the holder may take the hand-over back the same way. */
export const answerHandOver = (
  ctx: ServiceContext,
  number: number,
  role: IncidentRole,
  { accepted, note }: z.infer<typeof AnswerHandOver>,
) =>
  onRole(ctx, number, role, {
    action: "role.take",
    command: async () => (accepted ? { verb: "accept" } : { verb: "decline", note }),
  });
