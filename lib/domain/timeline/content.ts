/** What the hash of a timeline event covers, in the form in which it can be read back from its row. Pure. */
export const timelineContent = (row: {
  incidentNumber: number;
  occurredAt: Date;
  recordedAt: Date;
  actor: unknown;
  kind: string;
  text: string;
  runId: string | null;
  stepRunId: string | null;
  data: unknown;
}) => ({
  incident: row.incidentNumber,
  occurredAt: row.occurredAt.toISOString(),
  recordedAt: row.recordedAt.toISOString(),
  actor: row.actor,
  kind: row.kind,
  text: row.text,
  runId: row.runId,
  stepRunId: row.stepRunId,
  data: row.data,
});

/** The same for an audit event. */
export const auditContent = (row: { at: Date; actor: unknown; action: string; object: string; data: unknown }) => ({
  at: row.at.toISOString(),
  actor: row.actor,
  action: row.action,
  object: row.object,
  data: row.data,
});
