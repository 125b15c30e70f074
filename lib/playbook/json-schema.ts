import { z } from "zod";
import { Playbook, Procedure } from "#lib/domain/playbook/schema.ts";

/**
 * JSON Schemas of the files that people write, for editors: what `playbook.yaml` and `procedures/*.yaml` may hold. Names that must exist elsewhere
 * are checked by the loader only.
 */
export const editorSchemas = (): Record<"playbook.schema.json" | "procedure.schema.json", object> => ({
  "playbook.schema.json": schemaOf(
    "Backout playbook",
    Playbook.omit({ procedures: true, prelude: true, scripts: true }),
  ),
  "procedure.schema.json": schemaOf("Backout procedure", Procedure),
});

const schemaOf = (title: string, schema: z.ZodType): object => ({
  title,
  ...z.toJSONSchema(schema, { io: "input", target: "draft-7" }),
});
