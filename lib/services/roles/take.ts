import type { IncidentRole } from "#lib/domain/incident/roles.ts";
import type { ServiceContext } from "../context.ts";
import { onRole } from "./subject.ts";

/** Takes a role that nobody holds; refused with the holder's name when somebody does. */
export const takeRole = (ctx: ServiceContext, number: number, role: IncidentRole) =>
  onRole(ctx, number, role, { action: "role.take", command: async () => ({ verb: "take" }) });
