import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { editorSchemas } from "#lib/playbook/json-schema.ts";
import { PLAYBOOKS } from "./shipped.ts";

const SCHEMAS = path.join(PLAYBOOKS, "..", "public", "schemas");

it.each(Object.entries(editorSchemas()))(
  "%s is what the code says (node scripts/playbook-schemas.ts writes it)",
  (file, schema) => {
    expect(JSON.parse(readFileSync(path.join(SCHEMAS, file), "utf8"))).toEqual(JSON.parse(JSON.stringify(schema)));
  },
);

it("every playbook file names its schema, for editors", () => {
  const files = globSync(["*/playbook.yaml", "*/procedures/*.yaml"], { cwd: PLAYBOOKS });
  expect(files.length).toBeGreaterThan(6);
  for (const file of files) {
    const named = /^# yaml-language-server: \$schema=(\S+)$/m.exec(
      readFileSync(path.join(PLAYBOOKS, file), "utf8"),
    )?.[1];
    const schema = path.resolve(PLAYBOOKS, path.dirname(file), named ?? "missing");
    expect(path.basename(schema), file).toBe(
      file.endsWith("playbook.yaml") ? "playbook.schema.json" : "procedure.schema.json",
    );
    expect(existsSync(schema), file).toBe(true);
  }
});
