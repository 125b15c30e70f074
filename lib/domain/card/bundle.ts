import { PRELUDE } from "../playbook/prelude.ts";
import { quoteWord } from "../playbook/quote.ts";
import type { Option, Playbook, Procedure, Step } from "../playbook/schema.ts";
import { stepScript } from "../playbook/script.ts";
import { stepLimitMs, watchSeconds } from "../playbook/watch.ts";

export type CardTarget = { name: string; parameters: Record<string, string>; watchSeconds?: number | null };

/**
 * One POSIX script that carries a procedure on the target itself, for when Backout is down: the bytes of each step as the engine would send them, the
 * target's parameters as environment, what a step hands on, choices with their proven default, and a stop at the first step that fails. Exit 0 proven, 1 failed,
 * 3 not proven. Nothing of it needs a network but the target's own. Pure.
 */
export function cardScript(playbook: Playbook, procedure: Procedure, option: Option, target: CardTarget): string {
  const shared = sharedPart(playbook);
  const { steps } = option;
  const text = [
    "#!/bin/sh",
    `# ${plain(procedure.title)} (${procedure.procedure}, ${option.id}) on ${target.name}, from the playbook ${playbook.playbook}`,
    "set -eu",
    "umask 077",
    ...environment(playbook, target),
    DRIVER,
    ...confirmation(procedure, target),
    heredoc('"$backout_dir/shared"', shared, "BACKOUT_SHARED_END"),
    ...steps.flatMap((step, i) => stepLines(playbook, step, i + 1, shared, target)),
    steps.some((s) => "prove" in s || "watch" in s)
      ? 'say "PROVEN: every proof passed."'
      : 'say "FINISHED: nothing of it proves itself. Look at the application."',
  ];
  return `${text.join("\n")}\n`;
}

/** What stands in front of each step's own part; written once. */
const sharedPart = (playbook: Playbook): string => `${PRELUDE}${playbook.prelude}\n`;
const plain = (text: string): string => text.replaceAll(/[^\x20-\x7e\u00a0-\uffff]/g, " ");

function environment(playbook: Playbook, target: CardTarget): string[] {
  const lines = [`export BACKOUT_TARGET=${quoteWord(target.name)}`];
  for (const [name, { type, title, default: value, required }] of Object.entries(playbook.parameters)) {
    const given = target.parameters[name] ?? value;
    if (type === "secret")
      lines.push(
        `# ${name}: ${plain(title)}. Not on this card${required ? "" : ", and only if there is one"}: export ${name} first.`,
      );
    else if (given !== undefined) lines.push(`export ${name}=${quoteWord(given)}`);
  }
  return lines;
}

const DRIVER = `BACKOUT_STAMP=$(date -u +%Y%m%d-%H%M%S)
BACKOUT_RUN=card-$BACKOUT_STAMP
BACKOUT_INCIDENT=card
backout_dir=$(mktemp -d)
trap 'rm -rf "$backout_dir"' EXIT
BACKOUT_OUT=$backout_dir/captures
export BACKOUT_STAMP BACKOUT_RUN BACKOUT_INCIDENT BACKOUT_OUT
say() { printf '\\n== %s\\n' "$*"; }
ask() { # the answer of a person; nothing when nobody can be asked
  backout_answer=
  { [ -t 0 ] || [ -t 1 ]; } || return 0
  printf '%s ' "$1"
  read -r backout_answer < /dev/tty
}
step() { # NUMBER SECONDS TITLE
  say "$1. $3"
  : > "$BACKOUT_OUT"
  cat "$backout_dir/shared" "$backout_dir/$1" > "$backout_dir/script"
  backout_rc=0
  if command -v timeout > /dev/null; then timeout "$2" sh "$backout_dir/script" < /dev/null || backout_rc=$?
  else sh "$backout_dir/script" < /dev/null || backout_rc=$?
  fi
  [ "$backout_rc" -eq 0 ] && return 0
  if [ "$backout_rc" -eq 3 ]; then say "NOT PROVEN: \\"$3\\" found too little to judge. Nothing after it was done."
  else say "STOPPED: \\"$3\\" failed (exit $backout_rc). Nothing after it was done."
  fi
  exit "$backout_rc"
}
hand_on() { # NAME: what the step gives to later ones
  backout_value=$(sed -n "s/^$1=//p" "$BACKOUT_OUT" | tail -n 1)
  [ -z "$backout_value" ] || { export "$1=$backout_value"; printf '%s=%s\\n' "$1" "$backout_value"; }
}
choose() { # NAME: what is set already, what a person types, or the first that is proven
  eval "backout_set=\\\${$1:-}"
  backout_default=$(awk -F '\\t' '/^CANDIDATE_/ { sub(/^CANDIDATE_[0-9]*=/, ""); if ($4 == "proven") { print $1; exit } }' "$BACKOUT_OUT")
  if [ -z "$backout_set" ]; then ask "$1 [$backout_default]:"; backout_set=\${backout_answer:-$backout_default}; fi
  [ -n "$backout_set" ] || { say "STOPPED: there is no proven choice. Set $1 to one of those above and run this again."; exit 1; }
  awk -F '\\t' -v chosen="$backout_set" '/^CANDIDATE_/ { sub(/^CANDIDATE_[0-9]*=/, ""); if ($1 == chosen && $4 != "refused") found = 1 } END { exit !found }' "$BACKOUT_OUT" ||
    { say "STOPPED: $backout_set is none of the choices, or is refused. Nothing after this was done."; exit 1; }
  export "$1=$backout_set"
  printf '%s=%s\\n' "$1" "$backout_set"
}`;

/** Whoever needs a second person or types a name in Backout does the same here. */
function confirmation({ approval, title }: Procedure, { name }: CardTarget): string[] {
  if (approval === "none") return [];
  return [
    `[ "\${BACKOUT_CONFIRM:-}" = ${quoteWord(name)} ] || { ask ${quoteWord(`${plain(title)} needs another person's consent. Ask one, then type the target's name (${name}):`)}; BACKOUT_CONFIRM=$backout_answer; }`,
    `[ "$BACKOUT_CONFIRM" = ${quoteWord(name)} ] || { say "Nothing was done."; exit 1; }`,
  ];
}

function stepLines(playbook: Playbook, step: Step, number: number, shared: string, target: CardTarget): string[] {
  const title = quoteWord(plain(step.title));
  const script = stepScript(playbook, step);
  if (script === null)
    return [
      `say ${quoteWord(`${number}. ${plain(step.title)}`)}`,
      `[ "\${BACKOUT_YES:-}" = 1 ] || { ask ${quoteWord(`${"confirm" in step ? plain(step.confirm) : ""} Type yes:`)}; [ "$backout_answer" = yes ] || { say "STOPPED: nobody said yes. Nothing after this was done."; exit 1; }; }`,
    ];
  if (!script.startsWith(shared))
    throw new Error(`${playbook.playbook}: ${step.id} does not begin with the shared part`);
  const window = "watch" in step ? watchSeconds(step, target.watchSeconds) : null;
  return [
    heredoc(`"$backout_dir/${number}"`, script.slice(shared.length), `BACKOUT_STEP_${number}_END`),
    ...(window === null
      ? []
      : [`export BACKOUT_WATCH_SECONDS=${window.window} BACKOUT_WATCH_EVERY_SECONDS=${window.every}`]),
    `step ${number} ${Math.ceil(stepLimitMs(step, target.watchSeconds) / 1000)} ${title}`,
    ...step.captures.map((name) => `hand_on ${name}`),
    ...("choose" in step ? [`choose ${step.choose}`] : []),
  ];
}

/** The text lands in the file as it is; a line of it that ends the document early would be run. */
function heredoc(file: string, text: string, end: string): string {
  if (text.split("\n").includes(end)) throw new Error(`the text holds the line ${end}`);
  return `cat > ${file} <<'${end}'\n${text}${text.endsWith("\n") ? "" : "\n"}${end}`;
}
