-- CreateTable
CREATE TABLE "ReadinessLook" (
    "id" TEXT NOT NULL,
    "targetId" TEXT NOT NULL,
    "actor" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ NOT NULL,
    "endedAt" TIMESTAMPTZ,
    "results" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "ReadinessLook_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ReadinessLook_targetId_createdAt_idx" ON "ReadinessLook"("targetId", "createdAt");

-- AddForeignKey
ALTER TABLE "ReadinessLook" ADD CONSTRAINT "ReadinessLook_targetId_fkey" FOREIGN KEY ("targetId") REFERENCES "Target"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- What Prisma cannot say: one look at a time on a target.

CREATE UNIQUE INDEX "ReadinessLook_one_open" ON "ReadinessLook" ("targetId") WHERE "endedAt" IS NULL;
