import { createHash } from "node:crypto";
import { Playbook } from "#lib/domain/playbook/schema.ts";

export const STEPS = 12;
const BLOCKS = 4;
const LINES_PER_BLOCK = 60;
/** 99 characters that look like a log. */
const FLOOD_LINE =
  "2026-01-01T00:00:00Z INFO [build] compiled module 000000 of 000000 in 12 ms, nothing else to say ok";
const names = Array.from({ length: STEPS - 1 }, (_, i) => `s${String(i + 1).padStart(2, "0")}`);

/**
 * The light target's procedure: eleven steps that change something and one that proves. Every start of a script appends one line to the ledger
 * of its target with a single write; every line of output names run, step and place, so that a lost, doubled or swapped byte shows.
 */
export const faultsPlaybook: Playbook = Playbook.parse({
  playbook: "faults",
  title: "Faults",
  summary: "What the fault campaign runs",
  parameters: {
    HOME_DIR: { type: "abs-path", title: "Where it works" },
    FLOOD_MIB: { type: "integer", title: "MiB that a flood prints", default: "256" },
  },
  classes: { critical: { action: "immediate", title: "Critical" }, major: { action: "monitor", title: "Major" } },
  signals: [{ id: "broken", title: "Broken", kind: "boolean", source: "person" }],
  criteria: [{ id: "broken", title: "Broken", signal: "broken", class: "critical" }],
  probes: [
    { id: "ledger", title: "All steps ran once", script: "scripts/probe.sh", expects: "a line a step" },
    { id: "true", title: "Nothing", script: "scripts/true.sh", expects: "an exit code" },
  ],
  procedures: [
    {
      procedure: "level-1",
      title: "Twelve steps",
      summary: "Writes to a ledger",
      scope: { level: 1 },
      targetTime: "2m",
      impact: "A file",
      dataLoss: "None",
      options: [
        {
          id: "default",
          title: "Default",
          steps: [
            ...names.map((name) => ({ id: name, title: name, run: `scripts/${name}.sh`, changes: "configuration" })),
            { id: "prove", title: "Prove", prove: ["ledger"] },
          ],
        },
      ],
    },
    printing("flood", "Prints as many MiB as its target says, as fast as it can"),
    printing("clock", "Prints the time of its host, a hundred times a second"),
  ],
  scripts: {
    ...Object.fromEntries(names.map((name) => [`scripts/${name}.sh`, stepText(name)])),
    "scripts/flood.sh": `yes "${FLOOD_LINE}" | head -c "$((FLOOD_MIB * 1048576))"`,
    // A line a hundredth of a second, each with the moment before it was written in ns.
    "scripts/clock.sh": "i=0; while [ $i -lt 1000 ]; do date +%s%N; sleep 0.008; i=$((i + 1)); done",
    "scripts/true.sh": 'detail "nothing to see"',
    "scripts/probe.sh": `n=$(grep -c "^$BACKOUT_RUN " "$HOME_DIR/ledger") || die "no ledger"\ndetail "$n lines"\n[ "$n" -eq ${names.length} ]`,
  },
});

/** A procedure of one script that only prints. */
function printing(id: string, summary: string) {
  return {
    procedure: id,
    title: id,
    summary,
    scope: { component: id },
    targetTime: "10m",
    impact: "None",
    dataLoss: "None",
    options: [
      {
        id: "default",
        title: "Default",
        steps: [
          { id: "print", title: "Print", run: `scripts/${id}.sh`, timeout: "20m" },
          { id: "prove", title: "Prove", prove: ["true"] },
        ],
      },
    ],
  };
}

/** `awk` writes a block at a time, so that a kill can fall between two chunks. */
function stepText(name: string): string {
  return `printf '%s %s\\n' "$BACKOUT_RUN" ${name} >> "$HOME_DIR/ledger"
block=0
while [ "$block" -lt ${BLOCKS} ]; do
  awk -v run="$BACKOUT_RUN" -v from=$((block * ${LINES_PER_BLOCK})) 'BEGIN { for (i = from; i < from + ${LINES_PER_BLOCK}; i++) print run, "${name}", i }'
  block=$((block + 1))
  sleep 0.01
done`;
}

/** What a whole step must have printed. */
export function expectedOutput(runId: string, stepId: string): Buffer {
  const lines = Array.from({ length: BLOCKS * LINES_PER_BLOCK }, (_, i) => `${runId} ${stepId} ${i}\n`);
  return Buffer.from(lines.join(""));
}

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
/** The ledger's lines of a run that went through once, in order. */
export const expectedLedger = (runId: string): string[] => names.map((name) => `${runId} ${name}`);
