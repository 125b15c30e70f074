-- Rehearsals: planned by a rule, run with the same buttons, reported.
CREATE TABLE "Drill" (
  "number" SERIAL NOT NULL,
  "seriesId" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "playbook" TEXT NOT NULL,
  "procedure" TEXT NOT NULL,
  "scenario" TEXT NOT NULL,
  "version" TEXT,
  "reproduces" INTEGER,
  "owner" TEXT NOT NULL,
  "participants" JSONB NOT NULL DEFAULT '[]',
  "rrule" TEXT,
  "timeZone" TEXT NOT NULL,
  "scheduledAt" TIMESTAMPTZ NOT NULL,
  "durationMs" INTEGER NOT NULL,
  "createdBy" JSONB NOT NULL,
  "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "remindedAt" TIMESTAMPTZ,
  "overdueNotedAt" TIMESTAMPTZ,
  "playbookVersionId" TEXT,
  "startedAt" TIMESTAMPTZ,
  "reviewingAt" TIMESTAMPTZ,
  "endedAt" TIMESTAMPTZ,
  "cancelledAt" TIMESTAMPTZ,
  "cancelReason" TEXT,
  "report" JSONB,
  "reportSha256" TEXT,
  CONSTRAINT "Drill_pkey" PRIMARY KEY ("number")
);
CREATE INDEX "Drill_scheduledAt_idx" ON "Drill" ("scheduledAt");
ALTER TABLE "Drill" ADD CONSTRAINT "Drill_playbookVersionId_fkey" FOREIGN KEY ("playbookVersionId") REFERENCES "PlaybookVersion" ("id") ON DELETE SET NULL ON UPDATE CASCADE;

CREATE TABLE "DrillTarget" (
  "drillNumber" INTEGER NOT NULL,
  "targetId" TEXT NOT NULL,
  CONSTRAINT "DrillTarget_pkey" PRIMARY KEY ("drillNumber", "targetId")
);
ALTER TABLE "DrillTarget" ADD CONSTRAINT "DrillTarget_drillNumber_fkey" FOREIGN KEY ("drillNumber") REFERENCES "Drill" ("number") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "DrillTarget" ADD CONSTRAINT "DrillTarget_targetId_fkey" FOREIGN KEY ("targetId") REFERENCES "Target" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "DrillTick" (
  "drillNumber" INTEGER NOT NULL,
  "list" TEXT NOT NULL,
  "itemId" TEXT NOT NULL,
  "tickedAt" TIMESTAMPTZ NOT NULL,
  "tickedBy" JSONB NOT NULL,
  "note" TEXT NOT NULL DEFAULT '',
  CONSTRAINT "DrillTick_pkey" PRIMARY KEY ("drillNumber", "list", "itemId")
);
ALTER TABLE "DrillTick" ADD CONSTRAINT "DrillTick_drillNumber_fkey" FOREIGN KEY ("drillNumber") REFERENCES "Drill" ("number") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "DrillLesson" (
  "id" TEXT NOT NULL,
  "drillNumber" INTEGER NOT NULL,
  "text" TEXT NOT NULL,
  "at" TIMESTAMPTZ NOT NULL,
  "by" JSONB NOT NULL,
  CONSTRAINT "DrillLesson_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "DrillLesson" ADD CONSTRAINT "DrillLesson_drillNumber_fkey" FOREIGN KEY ("drillNumber") REFERENCES "Drill" ("number") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "DrillAction" (
  "id" TEXT NOT NULL,
  "drillNumber" INTEGER NOT NULL,
  "title" TEXT NOT NULL,
  "owner" TEXT NOT NULL,
  "dueAt" TIMESTAMPTZ NOT NULL,
  "state" TEXT NOT NULL DEFAULT 'open',
  "createdAt" TIMESTAMPTZ NOT NULL,
  "createdBy" JSONB NOT NULL,
  "closedAt" TIMESTAMPTZ,
  "closedBy" JSONB,
  "note" TEXT NOT NULL DEFAULT '',
  CONSTRAINT "DrillAction_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "DrillAction_state_dueAt_idx" ON "DrillAction" ("state", "dueAt");
ALTER TABLE "DrillAction" ADD CONSTRAINT "DrillAction_drillNumber_fkey" FOREIGN KEY ("drillNumber") REFERENCES "Drill" ("number") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "Incident" ADD COLUMN "drillNumber" INTEGER;
CREATE UNIQUE INDEX "Incident_drillNumber_key" ON "Incident" ("drillNumber");
ALTER TABLE "Incident" ADD CONSTRAINT "Incident_drillNumber_fkey" FOREIGN KEY ("drillNumber") REFERENCES "Drill" ("number") ON DELETE SET NULL ON UPDATE CASCADE;

-- One open drill per series, so that ending a drill twice plans the next one once.
CREATE UNIQUE INDEX "Drill_one_open_per_series" ON "Drill" ("seriesId") WHERE "endedAt" IS NULL AND "cancelledAt" IS NULL;

-- Wrong states cannot be written.
ALTER TABLE "Drill" ADD CONSTRAINT "Drill_ends_after_start" CHECK ("endedAt" IS NULL OR "startedAt" IS NOT NULL);
ALTER TABLE "Drill" ADD CONSTRAINT "Drill_ends_once" CHECK ("endedAt" IS NULL OR "cancelledAt" IS NULL);
ALTER TABLE "Drill" ADD CONSTRAINT "Drill_report_has_hash" CHECK (("report" IS NULL) = ("reportSha256" IS NULL));
ALTER TABLE "DrillAction" ADD CONSTRAINT "DrillAction_state" CHECK ("state" IN ('open', 'done', 'dropped'));
ALTER TABLE "DrillAction" ADD CONSTRAINT "DrillAction_closed_has_time" CHECK (("state" = 'open') = ("closedAt" IS NULL));

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "DrillLesson" FOR EACH ROW EXECUTE FUNCTION backout_append_only();

-- A drill never touches production, whatever the code believes.
CREATE FUNCTION drill_target_is_not_production() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT "environment" FROM "Target" WHERE "id" = NEW."targetId") = 'production' THEN
    RAISE EXCEPTION 'a drill does not run on a production target' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER not_production BEFORE INSERT OR UPDATE ON "DrillTarget" FOR EACH ROW EXECUTE FUNCTION drill_target_is_not_production();
