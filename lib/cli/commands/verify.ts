import { readFileSync } from "node:fs";
import { Checkpoint } from "#lib/domain/record/checkpoint.ts";
import { type Verified, verifyExport } from "#lib/domain/record/verify-export.ts";
import { isSignedBy, keyFingerprint, sha256 } from "#lib/record/signatures.ts";
import { type Command, needed, text, UsageError } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { jsonLine } from "../print.ts";
import { readExport } from "../read-export.ts";

export const verify: Command = {
  name: "verify",
  usage: "FILE|FOLDER [--checkpoints FILE] [--key SHA256:…]",
  summary: "Recompute every hash of an exported incident; needs no server",
  options: { checkpoints: { type: "string" }, key: { type: "string" } },
  async run({ io, values, positionals, json }) {
    const from = needed(positionals[0], "What shall be verified? Give the .tar.gz of an export, or its folder.");
    const checkpoints = text(values, "checkpoints");
    const kept = checkpoints === undefined ? [] : readCheckpoints(checkpoints);
    const found = verifyExport(await readExport(from), { sha256, verify: isSignedBy, kept });
    const signer = found.checkpoint ? keyFingerprint(found.checkpoint.publicKey) : null;
    const key = text(values, "key");
    if (key !== undefined && signer !== null && signer !== key)
      found.faults.push({ where: "receipt.json", problem: `is signed by ${signer}, not by ${key}` });
    const code = exitOf(found);
    if (json) io.out(jsonLine({ ...found, signer, exitCode: code }));
    else io.out(told(found, signer));
    return code;
  },
};

const exitOf = ({ faults, checkpoint }: Verified): ExitCode =>
  faults.length > 0 ? EXIT.failed : checkpoint ? EXIT.ok : EXIT.unproven;

function told({ incident, faults, checkpoint, counted }: Verified, signer: string | null): string {
  const name = incident === null ? "This" : `INC-${incident}`;
  if (faults.length > 0)
    return `CHANGED  ${name} is not as it was exported:\n${faults.map((f) => `  ${f.where}: ${f.problem}\n`).join("")}`;
  const what = `${counted.files} files: ${counted.events} events, ${counted.links} links of the audit, ${counted.outputs} outputs, ${counted.evidence} pieces of evidence, ${counted.revisions} revisions of the review`;
  return checkpoint
    ? `WHOLE    ${name}, ${what}\n         signed at ${checkpoint.at} by ${signer}. Compare the key with the one that you trust.\n`
    : `UNSIGNED ${name} is whole in itself, ${what}. No engine signed it, so nothing outside of it says that it is the same.\n`;
}

/** The engine's `checkpoints.jsonl`, or a copy of it kept elsewhere. */
function readCheckpoints(file: string): Checkpoint[] {
  try {
    return readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => Checkpoint.parse(JSON.parse(line)));
  } catch (error) {
    throw new UsageError(`${file} is no list of checkpoints: ${(error as Error).message}`);
  }
}
