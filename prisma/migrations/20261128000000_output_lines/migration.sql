-- A log of any size can be entered at any line: every chunk says how many line ends stand before it.
ALTER TABLE "StepRun" ADD COLUMN "outputLines" BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN "openLineAt" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "OutputChunk" ADD COLUMN "atLine" BIGINT NOT NULL DEFAULT 0;

-- Line ends in a piece. In the escape format a line feed stands for itself, and every other byte becomes ASCII.
CREATE FUNCTION line_ends(piece bytea) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT octet_length(e) - octet_length(replace(e, E'\n', '')) FROM encode(piece, 'escape') AS e
$$;

-- Bytes behind the last line end of a piece that has one.
CREATE FUNCTION bytes_after_last_line_end(piece bytea) RETURNS int LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT octet_length(decode(split_part(encode(piece, 'escape'), E'\n', -1), 'escape'))
$$;

-- What is stored already. Its bytes stay as they are.
ALTER TABLE "OutputChunk" DISABLE TRIGGER append_only;
UPDATE "OutputChunk" c SET "atLine" = counted."before"
FROM (
  SELECT "stepRunId", "atByte", sum(line_ends("bytes")) OVER (PARTITION BY "stepRunId" ORDER BY "atByte") - line_ends("bytes") AS "before"
  FROM "OutputChunk"
) counted
WHERE c."stepRunId" = counted."stepRunId" AND c."atByte" = counted."atByte";
ALTER TABLE "OutputChunk" ENABLE TRIGGER append_only;
ALTER TABLE "OutputChunk" ALTER COLUMN "atLine" DROP DEFAULT;
UPDATE "StepRun" s SET
  "outputLines" = (SELECT coalesce(sum(line_ends(c."bytes")), 0) FROM "OutputChunk" c WHERE c."stepRunId" = s."id"),
  "openLineAt" = coalesce((
    SELECT c."atByte" + octet_length(c."bytes") - bytes_after_last_line_end(c."bytes")
    FROM "OutputChunk" c WHERE c."stepRunId" = s."id" AND line_ends(c."bytes") > 0 ORDER BY c."atByte" DESC LIMIT 1
  ), 0);

-- CreateIndex
CREATE INDEX "OutputChunk_stepRunId_atLine_atByte_idx" ON "OutputChunk"("stepRunId", "atLine", "atByte");

-- As before, and it counts: the lines are part of the same write, so no reader ever sees bytes without their place.
CREATE OR REPLACE FUNCTION append_output(step_run text, run_epoch int, at_byte bigint, piece bytea) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  stored bigint;
  before bigint;
  ends bigint := line_ends(piece);
BEGIN
  -- FOR SHARE: conflicts with the takeover that raises the epoch, not with other steps of the same run.
  PERFORM 1 FROM "Run" r JOIN "StepRun" s ON s."runId" = r."id" WHERE s."id" = step_run AND r."epoch" = run_epoch FOR SHARE OF r;
  IF NOT FOUND THEN
    RETURN -1;
  END IF;
  UPDATE "StepRun" SET
      "outputBytes" = at_byte + octet_length(piece),
      "outputLines" = "outputLines" + ends,
      "openLineAt" = CASE WHEN ends > 0 THEN at_byte + octet_length(piece) - bytes_after_last_line_end(piece) ELSE "openLineAt" END
    WHERE "id" = step_run AND "outputBytes" = at_byte AND NOT "outputComplete" RETURNING "outputBytes", "outputLines" - ends INTO stored, before;
  IF NOT FOUND THEN
    SELECT "outputBytes" INTO stored FROM "StepRun" WHERE "id" = step_run;
    RETURN stored;
  END IF;
  INSERT INTO "OutputChunk" ("stepRunId", "atByte", "atLine", "bytes") VALUES (step_run, at_byte, before, piece);
  RETURN stored;
END $$;
