-- CreateTable
CREATE TABLE "TargetSecret" (
    "targetId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "keyFingerprint" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "TargetSecret_pkey" PRIMARY KEY ("targetId","name")
);

-- AddForeignKey
ALTER TABLE "TargetSecret" ADD CONSTRAINT "TargetSecret_targetId_fkey" FOREIGN KEY ("targetId") REFERENCES "Target"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- What Prisma cannot say.

-- The name of an environment variable, as playbooks declare it.
ALTER TABLE "TargetSecret" ADD CONSTRAINT "TargetSecret_name" CHECK ("name" ~ '^[A-Z][A-Z0-9_]{0,62}$');
-- What HPKE adds to a value: 32 bytes of encapsulated key and 16 of tag; then the value itself, 6 bytes at least. Anything shorter is not sealed.
ALTER TABLE "TargetSecret" ADD CONSTRAINT "TargetSecret_is_sealed" CHECK (octet_length("sealed") >= 54);
