// Writes the JSON Schemas of playbook files for editors: node scripts/playbook-schemas.ts
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { editorSchemas } from "#lib/playbook/json-schema.ts";

const directory = path.join(import.meta.dirname, "..", "public", "schemas");
mkdirSync(directory, { recursive: true });
for (const [file, schema] of Object.entries(editorSchemas()))
  writeFileSync(path.join(directory, file), `${JSON.stringify(schema, null, 2)}\n`);
