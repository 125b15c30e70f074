import { Playbook } from "#lib/domain/playbook/schema.ts";

/**
 * A playbook small enough to read in a test, with every kind of step. Level 1 writes `$HOME_DIR/changed`, proves it, and can be undone;
 * level 2 first lets somebody choose a word; level 3 asks for a confirmation and needs a second person.
 */
export const smallPlaybook = (scripts: Record<string, string> = {}): Playbook =>
  Playbook.parse({
    playbook: "small",
    title: "Small",
    summary: "For tests",
    parameters: { HOME_DIR: { type: "abs-path", title: "Where it works" } },
    classes: {
      critical: { action: "immediate", deadlineMinutes: 0, title: "Critical" },
      major: { action: "within-30-minutes", deadlineMinutes: 30, title: "Major" },
      minor: { action: "monitor", title: "Minor" },
    },
    signals: [{ id: "errorRatePercent", title: "Error rate", kind: "number", source: "measured" }],
    criteria: [
      {
        id: "errors",
        title: "Errors",
        signal: "errorRatePercent",
        bands: [
          { over: 5, class: "critical" },
          { over: 0, class: "minor" },
        ],
        curedBy: "level-1",
      },
    ],
    probes: [
      { id: "changed", title: "The change is there", script: "scripts/probe-changed.sh", expects: "the file" },
      { id: "undone", title: "The change is gone", script: "scripts/probe-undone.sh", expects: "no file" },
    ],
    procedures: [
      {
        procedure: "level-1",
        title: "Small toggle",
        summary: "Writes a file",
        scope: { level: 1 },
        targetTime: "2m",
        impact: "A file",
        dataLoss: "None",
        insufficient: "level-2",
        undoProve: ["undone"],
        checklist: [
          { id: "changed", title: "File written", by: "probe" },
          { id: "logged", title: "Incident logged", by: "record", record: "incident" },
          { id: "told", title: "Team told", by: "person" },
        ],
        options: [
          {
            id: "toggle",
            title: "Toggle",
            steps: [
              { id: "look", title: "Look", run: "scripts/look.sh", captures: ["FOUND"], gate: true },
              {
                id: "change",
                title: "Change",
                run: "scripts/change.sh",
                changes: "configuration",
                undo: "scripts/unchange.sh",
                safeToRepeat: true,
              },
              { id: "prove", title: "Prove", prove: ["changed"], ticks: ["changed"] },
              { id: "stay", title: "Stay", watch: "5m", every: "1s", probes: ["changed"] },
            ],
          },
          { id: "by-hand", title: "By hand", refused: { because: "Nobody should.", instead: ["level-2"] } },
        ],
      },
      {
        procedure: "level-2",
        title: "Small choice",
        summary: "Chooses a word",
        scope: { level: 2 },
        targetTime: "15m",
        impact: "A file",
        dataLoss: "None",
        options: [
          {
            id: "default",
            title: "Default",
            steps: [
              { id: "choose", title: "Choose a word", choose: "WORD", type: "name", from: "scripts/words.sh" },
              { id: "change", title: "Write the word", run: "scripts/write-word.sh", changes: "code" },
              { id: "prove", title: "Prove", prove: ["changed"] },
            ],
          },
        ],
      },
      {
        procedure: "level-3",
        title: "Small restore",
        summary: "Asks first",
        scope: { level: 3 },
        targetTime: "45m",
        impact: "A file",
        dataLoss: "Some",
        approval: "one-other",
        options: [
          {
            id: "default",
            title: "Default",
            steps: [
              { id: "sure", title: "Be sure", confirm: "Is everybody out?" },
              { id: "change", title: "Change", run: "scripts/restore.sh", changes: "data" },
              { id: "prove", title: "Prove", prove: ["changed"] },
            ],
          },
        ],
      },
    ],
    scripts: {
      "scripts/look.sh": "echo looking; out FOUND \"a value with spaces and 'quotes'\"",
      "scripts/change.sh": 'printf "%s" "$FOUND" > "$HOME_DIR/changed"; echo ran >> "$HOME_DIR/ledger"; echo changed',
      "scripts/restore.sh": 'echo restored > "$HOME_DIR/changed"',
      "scripts/unchange.sh": 'rm -f "$HOME_DIR/changed"; echo undone',
      "scripts/words.sh":
        'candidate good good "was used before" proven "$(cat "$HOME_DIR/identity" 2> /dev/null || true)"; candidate other other "never tried" offered; candidate bad bad "known to break" refused',
      "scripts/write-word.sh": 'printf "%s" "$WORD" > "$HOME_DIR/changed"; echo "wrote $WORD"',
      "scripts/probe-changed.sh":
        '[ -e "$HOME_DIR/changed" ] || { detail "no file"; exit 1; }\ndetail "file holds $(cat "$HOME_DIR/changed")"',
      "scripts/probe-undone.sh": '[ ! -e "$HOME_DIR/changed" ] || die "still there"\ndetail "no file"',
      ...scripts,
    },
  });

/**
 * The small playbook with a verification: two proofs and a window. "Well" holds while `$HOME_DIR/ill` does not exist; the window also ends when
 * `$HOME_DIR/wobbles` appears.
 */
export const verifiedPlaybook = (scripts: Record<string, string> = {}): Playbook => {
  const small = smallPlaybook({
    "scripts/probe-well.sh": '[ ! -e "$HOME_DIR/ill" ] || { detail "it is ill"; exit 1; }\ndetail "it is well"',
    "scripts/probe-steady.sh": '[ ! -e "$HOME_DIR/wobbles" ] || broken "it wobbles"\ndetail "it is steady"',
    "scripts/begin.sh":
      'found=$(printenv FOUND || echo nothing); out COMPARED "with $found"; echo "compares with $found"',
    ...scripts,
  });
  return Playbook.parse({
    ...small,
    probes: [
      ...small.probes,
      { id: "well", title: "Well", script: "scripts/probe-well.sh", expects: "no file ill" },
      { id: "steady", title: "Steady", script: "scripts/probe-steady.sh", expects: "no file wobbles" },
    ],
    verification: {
      title: "Verification",
      summary: "Looks",
      targetTime: "35m",
      steps: [
        { id: "begin", title: "Begin", run: "scripts/begin.sh", captures: ["COMPARED"], safeToRepeat: true },
        { id: "well", title: "Well", prove: ["well"], ticks: ["well"], safeToRepeat: true },
        { id: "there", title: "There", prove: ["changed"], ticks: ["there"], safeToRepeat: true },
        {
          id: "stay",
          title: "Stay",
          watch: "30m",
          every: "1s",
          probes: ["steady"],
          ticks: ["stable"],
          safeToRepeat: true,
        },
      ],
      checklist: [
        { id: "well", title: "Well", by: "probe" },
        { id: "there", title: "The change is there", by: "probe" },
        { id: "stable", title: "Stable", by: "probe" },
      ],
    },
  });
};

/**
 * The small playbook with readiness: `tool` fails while `$HOME_DIR/no-tool` exists, cannot tell while `$HOME_DIR/no-word` does, and says a line of
 * its own; `well` is a probe that fails while `$HOME_DIR/ill` exists. Level 3 has no check.
 */
export const readyPlaybook = (scripts: Record<string, string> = {}): Playbook => {
  const small = smallPlaybook({
    "scripts/ready-tool.sh": [
      '[ ! -e "$HOME_DIR/no-tool" ] || die "the tool is missing. Nothing was changed. Safe next: install it."',
      '[ ! -e "$HOME_DIR/no-word" ] || undecided "nobody knows"',
      '[ ! -e "$HOME_DIR/slow" ] || sleep 30',
      "echo looking; echo the tool is there",
    ].join("\n"),
    "scripts/probe-well.sh": '[ ! -e "$HOME_DIR/ill" ] || { detail "it is ill"; exit 1; }\ndetail "it is well"',
    ...scripts,
  });
  return Playbook.parse({
    ...small,
    probes: [...small.probes, { id: "well", title: "Well", script: "scripts/probe-well.sh", expects: "no file ill" }],
    readiness: {
      timeout: 3_000,
      checks: [
        {
          id: "tool",
          title: "Tool",
          script: "scripts/ready-tool.sh",
          prevents: ["level-1"],
          degrades: ["level-2"],
          because: "nothing can be changed",
        },
        { id: "well", title: "Well", probe: "well", degrades: ["level-1"], because: "it could not be proven" },
      ],
    },
  });
};
