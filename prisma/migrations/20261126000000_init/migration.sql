-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('viewer', 'responder', 'commander', 'admin');

-- CreateEnum
CREATE TYPE "TargetEnvironment" AS ENUM ('production', 'staging', 'drill');

-- CreateEnum
CREATE TYPE "Severity" AS ENUM ('critical', 'major', 'minor');

-- CreateEnum
CREATE TYPE "IncidentStatus" AS ENUM ('investigating', 'mitigating', 'monitoring', 'resolved', 'closed');

-- CreateEnum
CREATE TYPE "PlanState" AS ENUM ('resolving', 'ready', 'failed');

-- CreateEnum
CREATE TYPE "RunStatus" AS ENUM ('awaiting-approval', 'armed', 'queued', 'running', 'waiting', 'succeeded', 'unproven', 'failed', 'cancelled', 'interrupted');

-- CreateEnum
CREATE TYPE "RunMode" AS ENUM ('live', 'drill', 'dry-run');

-- CreateEnum
CREATE TYPE "StepStatus" AS ENUM ('pending', 'running', 'waiting', 'finished', 'proven', 'failed', 'skipped', 'cancelled', 'unknown');

-- CreateTable
CREATE TABLE "User" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "emailVerified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "username" TEXT,
    "displayUsername" TEXT,
    "role" "Role" NOT NULL DEFAULT 'viewer',
    "disabledAt" TIMESTAMPTZ,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Session" (
    "id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ NOT NULL,
    "ipAddress" TEXT,
    "userAgent" TEXT,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Account" (
    "id" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "providerId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "accessToken" TEXT,
    "refreshToken" TEXT,
    "idToken" TEXT,
    "accessTokenExpiresAt" TIMESTAMPTZ,
    "refreshTokenExpiresAt" TIMESTAMPTZ,
    "scope" TEXT,
    "password" TEXT,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Verification" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ NOT NULL,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Verification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RateLimit" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "lastRequest" BIGINT NOT NULL,

    CONSTRAINT "RateLimit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ApiToken" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastUsedAt" TIMESTAMPTZ,
    "expiresAt" TIMESTAMPTZ,
    "revokedAt" TIMESTAMPTZ,

    CONSTRAINT "ApiToken_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OneTimeLink" (
    "id" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "userId" TEXT,
    "expiresAt" TIMESTAMPTZ NOT NULL,
    "usedAt" TIMESTAMPTZ,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "OneTimeLink_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Setting" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updatedAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Setting_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "PlaybookVersion" (
    "id" TEXT NOT NULL,
    "playbook" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "loadedAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "PlaybookVersion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Target" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "port" INTEGER NOT NULL,
    "login" TEXT NOT NULL,
    "hostKeySha256" TEXT NOT NULL,
    "environment" "TargetEnvironment" NOT NULL,
    "playbookVersionId" TEXT NOT NULL,
    "parameters" JSONB NOT NULL,
    "shell" TEXT NOT NULL DEFAULT 'sh',
    "watchSeconds" INTEGER,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Target_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Credential" (
    "targetId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "keyFingerprint" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Credential_pkey" PRIMARY KEY ("targetId")
);

-- CreateTable
CREATE TABLE "Assessment" (
    "id" TEXT NOT NULL,
    "playbookVersionId" TEXT NOT NULL,
    "targetId" TEXT,
    "signals" JSONB NOT NULL,
    "verdict" JSONB NOT NULL,
    "severity" TEXT NOT NULL,
    "deadlineAt" TIMESTAMPTZ,
    "actor" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Assessment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Incident" (
    "number" SERIAL NOT NULL,
    "title" TEXT NOT NULL,
    "status" "IncidentStatus" NOT NULL DEFAULT 'investigating',
    "severity" "Severity" NOT NULL,
    "severityReason" TEXT,
    "assessmentId" TEXT,
    "playbookVersionId" TEXT NOT NULL,
    "declaredBy" JSONB NOT NULL,
    "declaredAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deadlineAt" TIMESTAMPTZ,
    "resolvedAt" TIMESTAMPTZ,
    "closedAt" TIMESTAMPTZ,

    CONSTRAINT "Incident_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "IncidentTarget" (
    "incidentNumber" INTEGER NOT NULL,
    "targetId" TEXT NOT NULL,

    CONSTRAINT "IncidentTarget_pkey" PRIMARY KEY ("incidentNumber","targetId")
);

-- CreateTable
CREATE TABLE "TimelineEvent" (
    "incidentNumber" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "occurredAt" TIMESTAMPTZ NOT NULL,
    "recordedAt" TIMESTAMPTZ NOT NULL,
    "actor" JSONB NOT NULL,
    "kind" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "runId" TEXT,
    "stepRunId" TEXT,
    "data" JSONB NOT NULL DEFAULT '{}',
    "prevHash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "TimelineEvent_pkey" PRIMARY KEY ("incidentNumber","seq")
);

-- CreateTable
CREATE TABLE "AuditEvent" (
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "actor" JSONB NOT NULL,
    "action" TEXT NOT NULL,
    "object" TEXT NOT NULL,
    "data" JSONB NOT NULL DEFAULT '{}',
    "prevHash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "AuditEvent_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "ChecklistItem" (
    "id" TEXT NOT NULL,
    "incidentNumber" INTEGER NOT NULL,
    "slug" TEXT NOT NULL,
    "procedure" TEXT NOT NULL,
    "itemId" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "tickedAt" TIMESTAMPTZ,
    "tickedBy" JSONB,
    "note" TEXT NOT NULL DEFAULT '',
    "evidenceId" TEXT,

    CONSTRAINT "ChecklistItem_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Evidence" (
    "id" TEXT NOT NULL,
    "incidentNumber" INTEGER NOT NULL,
    "runId" TEXT,
    "stepRunId" TEXT,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "content" JSONB NOT NULL DEFAULT '{}',
    "sha256" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Evidence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Rca" (
    "incidentNumber" INTEGER NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "values" JSONB NOT NULL,
    "prefilled" JSONB NOT NULL DEFAULT '[]',
    "updatedAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedBy" JSONB NOT NULL,
    "publishedAt" TIMESTAMPTZ,
    "publishedBy" JSONB,

    CONSTRAINT "Rca_pkey" PRIMARY KEY ("incidentNumber")
);

-- CreateTable
CREATE TABLE "RcaRevision" (
    "incidentNumber" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "values" JSONB NOT NULL,
    "savedAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "savedBy" JSONB NOT NULL,

    CONSTRAINT "RcaRevision_pkey" PRIMARY KEY ("incidentNumber","version")
);

-- CreateTable
CREATE TABLE "Plan" (
    "id" TEXT NOT NULL,
    "incidentNumber" INTEGER NOT NULL,
    "playbookVersionId" TEXT NOT NULL,
    "procedure" TEXT NOT NULL,
    "option" TEXT NOT NULL,
    "targetIds" TEXT[],
    "state" "PlanState" NOT NULL DEFAULT 'resolving',
    "resolution" JSONB NOT NULL DEFAULT '{}',
    "hash" TEXT,
    "problem" TEXT,
    "actor" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "Plan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Run" (
    "id" TEXT NOT NULL,
    "incidentNumber" INTEGER NOT NULL,
    "planId" TEXT,
    "playbookVersionId" TEXT NOT NULL,
    "procedure" TEXT NOT NULL,
    "option" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "mode" "RunMode" NOT NULL DEFAULT 'live',
    "status" "RunStatus" NOT NULL,
    "undoesRunId" TEXT,
    "actor" JSONB NOT NULL,
    "actorId" TEXT NOT NULL,
    "idempotencyKey" TEXT NOT NULL,
    "requestHash" TEXT NOT NULL,
    "choices" JSONB NOT NULL DEFAULT '{}',
    "targetTimeMs" INTEGER NOT NULL,
    "epoch" INTEGER NOT NULL DEFAULT 0,
    "engineId" TEXT,
    "leaseUntil" TIMESTAMPTZ,
    "seq" INTEGER NOT NULL DEFAULT 0,
    "reason" TEXT,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedAt" TIMESTAMPTZ,
    "endedAt" TIMESTAMPTZ,

    CONSTRAINT "Run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RunTarget" (
    "runId" TEXT NOT NULL,
    "targetId" TEXT NOT NULL,
    "holds" BOOLEAN NOT NULL,
    "parameters" JSONB NOT NULL,

    CONSTRAINT "RunTarget_pkey" PRIMARY KEY ("runId","targetId")
);

-- CreateTable
CREATE TABLE "StepRun" (
    "id" TEXT NOT NULL,
    "runId" TEXT NOT NULL,
    "targetId" TEXT NOT NULL,
    "stepId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "attempt" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "status" "StepStatus" NOT NULL DEFAULT 'pending',
    "startedAt" TIMESTAMPTZ,
    "endedAt" TIMESTAMPTZ,
    "exitCode" INTEGER,
    "reason" TEXT,
    "captures" JSONB NOT NULL DEFAULT '{}',
    "bootId" TEXT,
    "outputBytes" BIGINT NOT NULL DEFAULT 0,
    "outputSha256" TEXT,
    "outputComplete" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "StepRun_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RunEvent" (
    "runId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "actor" JSONB NOT NULL,
    "kind" TEXT NOT NULL,
    "data" JSONB NOT NULL,

    CONSTRAINT "RunEvent_pkey" PRIMARY KEY ("runId","seq")
);

-- CreateTable
CREATE TABLE "OutputChunk" (
    "stepRunId" TEXT NOT NULL,
    "atByte" BIGINT NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "OutputChunk_pkey" PRIMARY KEY ("stepRunId","atByte")
);

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- CreateIndex
CREATE UNIQUE INDEX "User_username_key" ON "User"("username");

-- CreateIndex
CREATE UNIQUE INDEX "Session_token_key" ON "Session"("token");

-- CreateIndex
CREATE INDEX "Session_userId_idx" ON "Session"("userId");

-- CreateIndex
CREATE INDEX "Account_userId_idx" ON "Account"("userId");

-- CreateIndex
CREATE INDEX "Verification_identifier_idx" ON "Verification"("identifier");

-- CreateIndex
CREATE UNIQUE INDEX "RateLimit_key_key" ON "RateLimit"("key");

-- CreateIndex
CREATE UNIQUE INDEX "ApiToken_tokenHash_key" ON "ApiToken"("tokenHash");

-- CreateIndex
CREATE UNIQUE INDEX "OneTimeLink_tokenHash_key" ON "OneTimeLink"("tokenHash");

-- CreateIndex
CREATE INDEX "PlaybookVersion_playbook_loadedAt_idx" ON "PlaybookVersion"("playbook", "loadedAt");

-- CreateIndex
CREATE UNIQUE INDEX "PlaybookVersion_playbook_hash_key" ON "PlaybookVersion"("playbook", "hash");

-- CreateIndex
CREATE UNIQUE INDEX "Target_name_key" ON "Target"("name");

-- CreateIndex
CREATE INDEX "Incident_status_idx" ON "Incident"("status");

-- CreateIndex
CREATE UNIQUE INDEX "ChecklistItem_incidentNumber_slug_key" ON "ChecklistItem"("incidentNumber", "slug");

-- CreateIndex
CREATE INDEX "Evidence_incidentNumber_idx" ON "Evidence"("incidentNumber");

-- CreateIndex
CREATE INDEX "Evidence_runId_idx" ON "Evidence"("runId");

-- CreateIndex
CREATE INDEX "Run_incidentNumber_idx" ON "Run"("incidentNumber");

-- CreateIndex
CREATE INDEX "Run_status_idx" ON "Run"("status");

-- CreateIndex
CREATE UNIQUE INDEX "Run_actorId_idempotencyKey_key" ON "Run"("actorId", "idempotencyKey");

-- CreateIndex
CREATE INDEX "StepRun_runId_idx" ON "StepRun"("runId");

-- CreateIndex
CREATE UNIQUE INDEX "StepRun_runId_targetId_stepId_attempt_key" ON "StepRun"("runId", "targetId", "stepId", "attempt");

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Account" ADD CONSTRAINT "Account_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ApiToken" ADD CONSTRAINT "ApiToken_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OneTimeLink" ADD CONSTRAINT "OneTimeLink_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Target" ADD CONSTRAINT "Target_playbookVersionId_fkey" FOREIGN KEY ("playbookVersionId") REFERENCES "PlaybookVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Credential" ADD CONSTRAINT "Credential_targetId_fkey" FOREIGN KEY ("targetId") REFERENCES "Target"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Assessment" ADD CONSTRAINT "Assessment_playbookVersionId_fkey" FOREIGN KEY ("playbookVersionId") REFERENCES "PlaybookVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Assessment" ADD CONSTRAINT "Assessment_targetId_fkey" FOREIGN KEY ("targetId") REFERENCES "Target"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Incident" ADD CONSTRAINT "Incident_assessmentId_fkey" FOREIGN KEY ("assessmentId") REFERENCES "Assessment"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Incident" ADD CONSTRAINT "Incident_playbookVersionId_fkey" FOREIGN KEY ("playbookVersionId") REFERENCES "PlaybookVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "IncidentTarget" ADD CONSTRAINT "IncidentTarget_incidentNumber_fkey" FOREIGN KEY ("incidentNumber") REFERENCES "Incident"("number") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "IncidentTarget" ADD CONSTRAINT "IncidentTarget_targetId_fkey" FOREIGN KEY ("targetId") REFERENCES "Target"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TimelineEvent" ADD CONSTRAINT "TimelineEvent_incidentNumber_fkey" FOREIGN KEY ("incidentNumber") REFERENCES "Incident"("number") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ChecklistItem" ADD CONSTRAINT "ChecklistItem_incidentNumber_fkey" FOREIGN KEY ("incidentNumber") REFERENCES "Incident"("number") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ChecklistItem" ADD CONSTRAINT "ChecklistItem_evidenceId_fkey" FOREIGN KEY ("evidenceId") REFERENCES "Evidence"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Evidence" ADD CONSTRAINT "Evidence_incidentNumber_fkey" FOREIGN KEY ("incidentNumber") REFERENCES "Incident"("number") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Rca" ADD CONSTRAINT "Rca_incidentNumber_fkey" FOREIGN KEY ("incidentNumber") REFERENCES "Incident"("number") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RcaRevision" ADD CONSTRAINT "RcaRevision_incidentNumber_fkey" FOREIGN KEY ("incidentNumber") REFERENCES "Rca"("incidentNumber") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Plan" ADD CONSTRAINT "Plan_incidentNumber_fkey" FOREIGN KEY ("incidentNumber") REFERENCES "Incident"("number") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Plan" ADD CONSTRAINT "Plan_playbookVersionId_fkey" FOREIGN KEY ("playbookVersionId") REFERENCES "PlaybookVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Run" ADD CONSTRAINT "Run_incidentNumber_fkey" FOREIGN KEY ("incidentNumber") REFERENCES "Incident"("number") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Run" ADD CONSTRAINT "Run_planId_fkey" FOREIGN KEY ("planId") REFERENCES "Plan"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Run" ADD CONSTRAINT "Run_playbookVersionId_fkey" FOREIGN KEY ("playbookVersionId") REFERENCES "PlaybookVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Run" ADD CONSTRAINT "Run_undoesRunId_fkey" FOREIGN KEY ("undoesRunId") REFERENCES "Run"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RunTarget" ADD CONSTRAINT "RunTarget_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RunTarget" ADD CONSTRAINT "RunTarget_targetId_fkey" FOREIGN KEY ("targetId") REFERENCES "Target"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StepRun" ADD CONSTRAINT "StepRun_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StepRun" ADD CONSTRAINT "StepRun_targetId_fkey" FOREIGN KEY ("targetId") REFERENCES "Target"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RunEvent" ADD CONSTRAINT "RunEvent_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OutputChunk" ADD CONSTRAINT "OutputChunk_stepRunId_fkey" FOREIGN KEY ("stepRunId") REFERENCES "StepRun"("id") ON DELETE RESTRICT ON UPDATE CASCADE;



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
