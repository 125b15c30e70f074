import type { z } from "zod";
import type { AssignRole } from "#lib/contract/roles.ts";
import type { IncidentRole } from "#lib/domain/incident/roles.ts";
import type { ServiceContext } from "../context.ts";
import { onRole } from "./subject.ts";

/** Gives somebody a role at once, whoever held it: for a holder who is gone. */
export const assignRole = (
  ctx: ServiceContext,
  number: number,
  role: IncidentRole,
  { to, note }: z.infer<typeof AssignRole>,
) =>
  onRole(ctx, number, role, {
    action: "role.assign",
    command: async (find) => ({ verb: "assign", to: await find(to), note }),
  });
