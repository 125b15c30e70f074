import { z } from "zod";
import { RunStatus } from "#lib/domain/run/status.ts";

/**
 * The socket's words, shared by the gateway and the browser. The socket is a bell and a pipe: what it says can be read again over
 * HTTP, output by byte offset, everything else by fetching. Namespace `/live`, websocket only.
 */
export const LIVE_NAMESPACE = "/live";

// browser → server
/** Follow a run: `after` says how many output bytes of each step the browser already has. Answered with JoinAnswer, then `run:output`. */
export const JoinRun = z.strictObject({
  runId: z.string().max(64),
  after: z.record(z.string().max(64), z.number().int().nonnegative()).default({}),
});
export type JoinRun = z.infer<typeof JoinRun>;
export const LeaveRun = z.strictObject({ runId: z.string().max(64) });
/** Be told when anything of an incident changes; counts as watching it. */
export const JoinIncident = z.strictObject({ number: z.number().int().positive() });
export const JoinAnswer = z.union([
  z.object({ ok: z.literal(true), serverTime: z.string() }),
  z.object({ ok: z.literal(false), reason: z.string() }),
]);
export type JoinAnswer = z.infer<typeof JoinAnswer>;

// server → browser
/** Bytes [atByte, atByte + bytes.length) of a step's output, in order, none missing. At most 256 KiB a message. */
export const RunOutput = z.object({
  runId: z.string(),
  stepRunId: z.string(),
  atByte: z.number().int().nonnegative(),
  bytes: z.instanceof(ArrayBuffer).or(z.instanceof(Uint8Array)),
});
export type RunOutput = z.infer<typeof RunOutput>;
/** The run changed: fetch it again if your `seq` is lower. */
export const RunChanged = z.object({
  runId: z.string(),
  incident: z.number().int(),
  seq: z.number().int(),
  status: RunStatus,
});
export type RunChanged = z.infer<typeof RunChanged>;
export const PlanChanged = z.object({ planId: z.string(), state: z.enum(["resolving", "ready", "failed"]) });
/** Something of the incident changed (timeline, checklist, severity, status, rca). `number` 0: the list of incidents, targets, drills or measured signals. */
export const IncidentChanged = z.object({
  number: z.number().int(),
  what: z.enum([
    "incident",
    "timeline",
    "checklist",
    "rca",
    "target",
    "alert",
    "communication",
    "drill",
    "signal",
    "watch",
  ]),
});
export type IncidentChanged = z.infer<typeof IncidentChanged>;
export const Presence = z.object({ number: z.number().int(), handles: z.array(z.string()) });
/** Every 5 s, so that the page can show how old its truth is. */
export const Beat = z.object({ serverTime: z.string() });

export type ServerToClient = {
  "run:output": (payload: RunOutput) => void;
  "run:changed": (payload: RunChanged) => void;
  "plan:changed": (payload: z.infer<typeof PlanChanged>) => void;
  "incident:changed": (payload: IncidentChanged) => void;
  presence: (payload: z.infer<typeof Presence>) => void;
  beat: (payload: z.infer<typeof Beat>) => void;
};
export type ClientToServer = {
  "run:join": (payload: JoinRun, answer: (a: JoinAnswer) => void) => void;
  "run:leave": (payload: z.infer<typeof LeaveRun>) => void;
  "incident:join": (payload: z.infer<typeof JoinIncident>, answer: (a: JoinAnswer) => void) => void;
  "incident:leave": (payload: z.infer<typeof JoinIncident>) => void;
};

/** Payload of the Postgres NOTIFY channel `backout`: a hint that rows changed, never the rows. */
export const Notice = z.discriminatedUnion("t", [
  z.object({ t: z.literal("output"), run: z.string(), step: z.string(), bytes: z.number() }),
  z.object({ t: z.literal("run"), run: z.string(), incident: z.number(), seq: z.number(), status: RunStatus }),
  z.object({ t: z.literal("plan"), plan: z.string(), state: z.enum(["resolving", "ready", "failed"]) }),
  z.object({ t: z.literal("incident"), number: z.number(), what: IncidentChanged.shape.what }),
  /** For engines: look at this run at once (cancel, confirm, retry). */
  z.object({ t: z.literal("wake"), run: z.string() }),
  /** Somebody's sessions, tokens or role changed: ask again whether their sockets may stay. */
  z.object({ t: z.literal("access"), user: z.string() }),
]);
export type Notice = z.infer<typeof Notice>;
export const NOTICE_CHANNEL = "backout";
