import { z } from "zod";
import { AppError } from "../error/app-error.ts";

/** The usual roles of incident command. Each is held by one person or by nobody; one person may hold several. */
export const IncidentRole = z.enum(["incident-commander", "operations", "communications", "scribe"]);
export type IncidentRole = z.infer<typeof IncidentRole>;

export const ROLE_TITLE: Record<IncidentRole, string> = {
  "incident-commander": "Incident commander",
  operations: "Operations lead",
  communications: "Communications lead",
  scribe: "Scribe",
};

export type RolePerson = { id: string; handle: string };
export type RoleState = {
  holder: RolePerson;
  /** Who is asked to take it over; the holder keeps it until they accept. */
  offer: { to: RolePerson; note: string } | null;
} | null;

export type RoleCommand =
  | { verb: "take" }
  | { verb: "assign"; to: RolePerson; note: string }
  | { verb: "hand-over"; to: RolePerson; note: string }
  | { verb: "accept" }
  | { verb: "decline"; note: string }
  | { verb: "release"; note: string };

export type RoleDecision = {
  state: RoleState;
  /** Kind and sentence for the timeline. */
  kind: string;
  text: string;
};

/**
 * What a command makes of a role. Pure. Throws AppError "not-possible-now" when it cannot be done as things stand: nothing was changed then.
 * Who may assign is the caller's to decide.
 */
export function decideRole(role: IncidentRole, state: RoleState, command: RoleCommand, by: RolePerson): RoleDecision {
  const title = ROLE_TITLE[role];
  const no = (what: string) => new AppError("not-possible-now", `${what} Nothing was changed.`);
  const held = (): NonNullable<RoleState> => {
    if (state) return state;
    throw no(`Nobody is ${title.toLowerCase()}.`);
  };
  switch (command.verb) {
    case "take": {
      if (state)
        throw no(
          state.holder.id === by.id
            ? `You are ${title.toLowerCase()} already.`
            : `${state.holder.handle} is ${title.toLowerCase()}. Ask for a hand-over, or a commander to assign you.`,
        );
      return { state: { holder: by, offer: null }, kind: "role.taken", text: `${title}: taken by ${by.handle}` };
    }
    case "assign": {
      const { to } = command;
      if (state?.holder.id === to.id) throw no(`${to.handle} is ${title.toLowerCase()} already.`);
      const before = state ? `, in place of ${state.holder.handle}` : "";
      return {
        state: { holder: to, offer: null },
        kind: "role.assigned",
        text: `${title}: ${to.handle} assigned by ${by.handle}${before}${said(command.note)}`,
      };
    }
    case "hand-over": {
      const { holder } = held();
      const { to, note } = command;
      if (holder.id !== by.id) throw no(`${holder.handle} is ${title.toLowerCase()} and hands it over.`);
      if (to.id === by.id) throw no("A hand-over is to somebody else.");
      return {
        state: { holder, offer: { to, note } },
        kind: "role.offered",
        text: `${title}: ${by.handle} hands over to ${to.handle}, who has to accept${said(note)}`,
      };
    }
    case "accept": {
      const { holder, offer } = held();
      if (offer?.to.id !== by.id) throw no(`No hand-over of ${title.toLowerCase()} waits for you.`);
      return {
        state: { holder: by, offer: null },
        kind: "role.accepted",
        text: `${title}: ${by.handle} took over from ${holder.handle}`,
      };
    }
    case "decline": {
      const { holder, offer } = held();
      if (!offer || (offer.to.id !== by.id && holder.id !== by.id))
        throw no(`No hand-over of ${title.toLowerCase()} waits for you.`);
      return {
        state: { holder, offer: null },
        kind: offer.to.id === by.id ? "role.declined" : "role.kept",
        text:
          offer.to.id === by.id
            ? `${title}: ${by.handle} did not take over; ${holder.handle} keeps it${said(command.note)}`
            : `${title}: ${holder.handle} keeps it, ${offer.to.handle} need not take over${said(command.note)}`,
      };
    }
    case "release": {
      const { holder } = held();
      if (holder.id !== by.id) throw no(`${holder.handle} is ${title.toLowerCase()}, not you.`);
      return {
        state: null,
        kind: "role.released",
        text: `${title}: given up by ${by.handle}; nobody holds it now${said(command.note)}`,
      };
    }
    default:
      return command satisfies never;
  }
}

const said = (note: string): string => (note === "" ? "" : `: ${note}`);
