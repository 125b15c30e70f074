/** A dialog over a run: what a person is about to do with it. */
export type RunAct =
  | { kind: "stop" | "undo" | "approve" | "start" }
  | { kind: "retry" | "skip" | "prove" | "confirm"; stepRunId: string };
