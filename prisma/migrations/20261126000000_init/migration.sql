
-- What Prisma cannot say.

-- One changing run per target, whatever the code believes.
CREATE UNIQUE INDEX "RunTarget_one_holder" ON "RunTarget" ("targetId") WHERE "holds";

-- Records are written once.
CREATE FUNCTION backout_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "TimelineEvent" FOR EACH ROW EXECUTE FUNCTION backout_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "AuditEvent" FOR EACH ROW EXECUTE FUNCTION backout_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "RunEvent" FOR EACH ROW EXECUTE FUNCTION backout_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "OutputChunk" FOR EACH ROW EXECUTE FUNCTION backout_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "Evidence" FOR EACH ROW EXECUTE FUNCTION backout_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "Assessment" FOR EACH ROW EXECUTE FUNCTION backout_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "RcaRevision" FOR EACH ROW EXECUTE FUNCTION backout_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "PlaybookVersion" FOR EACH ROW EXECUTE FUNCTION backout_append_only();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "TimelineEvent" EXECUTE FUNCTION backout_append_only();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "AuditEvent" EXECUTE FUNCTION backout_append_only();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "RunEvent" EXECUTE FUNCTION backout_append_only();

-- Wrong states cannot be written.
ALTER TABLE "Target" ADD CONSTRAINT "Target_port" CHECK ("port" BETWEEN 1 AND 65535);
ALTER TABLE "Target" ADD CONSTRAINT "Target_watch_is_real_in_production" CHECK ("watchSeconds" IS NULL OR "environment" <> 'production');
ALTER TABLE "Incident" ADD CONSTRAINT "Incident_severity_is_explained" CHECK ("assessmentId" IS NOT NULL OR "severityReason" IS NOT NULL);
ALTER TABLE "Incident" ADD CONSTRAINT "Incident_resolved_has_time" CHECK (("status" IN ('resolved', 'closed')) = ("resolvedAt" IS NOT NULL));
ALTER TABLE "Incident" ADD CONSTRAINT "Incident_closed_has_time" CHECK (("status" = 'closed') = ("closedAt" IS NOT NULL));
ALTER TABLE "Run" ADD CONSTRAINT "Run_end_has_time" CHECK ("endedAt" IS NULL OR "status" IN ('succeeded', 'unproven', 'failed', 'cancelled', 'interrupted'));
ALTER TABLE "StepRun" ADD CONSTRAINT "StepRun_attempt" CHECK ("attempt" >= 1);
ALTER TABLE "StepRun" ADD CONSTRAINT "StepRun_proven_is_complete" CHECK ("status" <> 'proven' OR "outputComplete");
ALTER TABLE "StepRun" ADD CONSTRAINT "StepRun_complete_has_hash" CHECK (NOT "outputComplete" OR "outputSha256" IS NOT NULL);
ALTER TABLE "OutputChunk" ADD CONSTRAINT "OutputChunk_not_empty" CHECK (octet_length("bytes") > 0);
ALTER TABLE "ChecklistItem" ADD CONSTRAINT "ChecklistItem_tick_has_who" CHECK (("tickedAt" IS NULL) = ("tickedBy" IS NULL));

-- Appends one piece of output at exactly the byte where the stored output ends, under the fence of the run.
-- Returns the new length; the stored length unchanged when the piece does not fit there (the caller continues from it);
-- -1 when the caller no longer owns the run.
CREATE FUNCTION append_output(step_run text, run_epoch int, at_byte bigint, piece bytea) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  stored bigint;
BEGIN
  -- FOR SHARE: conflicts with the takeover that raises the epoch, not with other steps of the same run.
  PERFORM 1 FROM "Run" r JOIN "StepRun" s ON s."runId" = r."id" WHERE s."id" = step_run AND r."epoch" = run_epoch FOR SHARE OF r;
  IF NOT FOUND THEN
    RETURN -1;
  END IF;
  UPDATE "StepRun" SET "outputBytes" = "outputBytes" + octet_length(piece)
    WHERE "id" = step_run AND "outputBytes" = at_byte AND NOT "outputComplete" RETURNING "outputBytes" INTO stored;
  IF NOT FOUND THEN
    SELECT "outputBytes" INTO stored FROM "StepRun" WHERE "id" = step_run;
    RETURN stored;
  END IF;
  INSERT INTO "OutputChunk" ("stepRunId", "atByte", "bytes") VALUES (step_run, at_byte, piece);
  RETURN stored;
END $$;
