import { Playbook } from "#lib/domain/playbook/schema.ts";
import { smallPlaybook } from "./playbooks.ts";

/** The small playbook with a drill: its scenario `no-file` takes away what level 1 writes, and its undo writes `put-back`. */
export function drillPlaybook(scripts: Record<string, string> = {}): Playbook {
  const small = smallPlaybook({
    "scripts/drill-break.sh": 'rm -f "$HOME_DIR/changed"; echo "broken with $WORD_TO_FAIL"',
    "scripts/drill-mend.sh": 'echo mended > "$HOME_DIR/put-back"; echo "put back"',
    "scripts/drill-words.sh": 'candidate bad bad "is known to fail" proven; candidate worse worse "fails more" offered',
    ...scripts,
  });
  return Playbook.parse({
    ...small,
    drills: {
      every: "FREQ=MONTHLY;INTERVAL=3",
      duration: "2h",
      participants: "Everybody",
      phases: {
        inject: "15m",
        detect: "5m",
        assess: "1m",
        declare: "5m",
        decide: "5m",
        rollback: "15m",
        verify: "10m",
      },
      steps: [
        { id: "simulate", title: "Simulate", record: "injected" },
        { id: "rollback", title: "Roll back", record: "rollback-started" },
        { id: "update", title: "Update procedures" },
      ],
      checklist: [
        { id: "team", title: "Team available", record: "participants" },
        { id: "ready", title: "Staging ready" },
        { id: "scenario", title: "Scenario documented", record: "scenario" },
        { id: "executed", title: "Rollback executed", record: "rollback-proven" },
        { id: "in-time", title: "Time target met", record: "time-target" },
        { id: "restored", title: "Restored", record: "restored" },
        { id: "improvements", title: "Improvements identified", record: "improvements" },
        { id: "lessons", title: "Lessons", record: "lessons" },
      ],
    },
    procedures: [
      ...small.procedures,
      {
        procedure: "drill-no-file",
        title: "Drill: the file is gone",
        summary: "Takes the file away.",
        scope: { drill: "no-file" },
        targetTime: "5m",
        impact: "No file",
        dataLoss: "None",
        options: [
          {
            id: "break",
            title: "Break",
            steps: [
              {
                id: "choose",
                title: "Choose",
                choose: "WORD_TO_FAIL",
                type: "git-tag",
                from: "scripts/drill-words.sh",
              },
              {
                id: "break",
                title: "Break it",
                run: "scripts/drill-break.sh",
                changes: "configuration",
                undo: "scripts/drill-mend.sh",
                safeToRepeat: true,
              },
              { id: "show", title: "Show that it fails", prove: ["undone"] },
            ],
          },
        ],
      },
    ],
  });
}
