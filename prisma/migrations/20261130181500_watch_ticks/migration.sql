-- Passes of a stability watch: how far its clock was, and what its probes measured. Append-only.
CREATE TABLE "WatchTick" (
    "stepRunId" TEXT NOT NULL,
    "tick" INTEGER NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "stableSeconds" INTEGER NOT NULL,
    "windowSeconds" INTEGER NOT NULL,
    "restarts" INTEGER NOT NULL,
    "totalSeconds" INTEGER NOT NULL,
    "atMostSeconds" INTEGER NOT NULL,
    "samples" JSONB NOT NULL,
    "crossed" TEXT,
    CONSTRAINT "WatchTick_pkey" PRIMARY KEY ("stepRunId", "tick"),
    CONSTRAINT "WatchTick_stepRunId_fkey" FOREIGN KEY ("stepRunId") REFERENCES "StepRun"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "WatchTick" FOR EACH ROW EXECUTE FUNCTION backout_append_only();
