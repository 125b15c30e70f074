import type { z } from "zod";
import type { ReleaseRole } from "#lib/contract/roles.ts";
import type { IncidentRole } from "#lib/domain/incident/roles.ts";
import type { ServiceContext } from "../context.ts";
import { onRole } from "./subject.ts";

/** Gives up a role; nobody holds it then, and the room says so. */
export const releaseRole = (
  ctx: ServiceContext,
  number: number,
  role: IncidentRole,
  { note }: z.infer<typeof ReleaseRole>,
) => onRole(ctx, number, role, { action: "role.take", command: async () => ({ verb: "release", note }) });
