-- CreateEnum
CREATE TYPE "RunPurpose" AS ENUM ('rollback', 'verification');

-- AlterTable
ALTER TABLE "Run" ADD COLUMN     "purpose" "RunPurpose" NOT NULL DEFAULT 'rollback',
ADD COLUMN     "verifiesRunId" TEXT;

-- AddForeignKey
ALTER TABLE "Run" ADD CONSTRAINT "Run_verifiesRunId_fkey" FOREIGN KEY ("verifiesRunId") REFERENCES "Run"("id") ON DELETE SET NULL ON UPDATE CASCADE;


-- What Prisma cannot say.

-- Only a verification looks at another run.
ALTER TABLE "Run" ADD CONSTRAINT "Run_only_verifications_verify" CHECK ("verifiesRunId" IS NULL OR "purpose" = 'verification');
