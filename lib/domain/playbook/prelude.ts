/**
 * Stands in front of every script that runs on a target. Constant text: parameters arrive as environment.
 *
 * - `die TEXT` ends the step as failed (exit 1); `undecided TEXT` ends a probe as too little to judge (exit 3).
 * - `out NAME VALUE` hands a value to later steps through the file $BACKOUT_OUT, never through printed text.
 * - `candidate VALUE LABEL WHY STATE [IDENTITY]` lists one choice; STATE is proven, offered or refused. The first proven one is the default.
 *   IDENTITY says what the value stands for (a backup's hash): another one behind the same value is not what was planned, and is refused.
 * - `detail TEXT` is the one-line finding of a probe, kept as evidence.
 */
export const PRELUDE = `set -eu
export LC_ALL=C.UTF-8 GIT_TERMINAL_PROMPT=0 GIT_PAGER=cat CI=1 npm_config_yes=false
die() { printf 'FAILED: %s\\n' "$*" >&2; exit 1; }
undecided() { detail "$*"; printf 'NOT PROVEN: %s\\n' "$*" >&2; exit 3; }
one_line() { printf '%s' "$*" | tr '\\n\\t\\r' '   '; }
out() { printf '%s=%s\\n' "$1" "$(one_line "$2")" >> "$BACKOUT_OUT"; }
backout_candidates=0
candidate() {
  backout_candidates=$((backout_candidates + 1))
  printf 'CANDIDATE_%s=%s\\t%s\\t%s\\t%s\\t%s\\n' "$backout_candidates" "$(one_line "$1")" "$(one_line "$2")" "$(one_line "$3")" "$4" "$(one_line "\${5:-}")" >> "$BACKOUT_OUT"
  printf '%-10s %s (%s)\\n' "$4" "$1" "$3"
}
detail() { one_line "$*" > "$BACKOUT_OUT.detail"; }
`;

/** Runs probe functions one after another; each in its own subshell with its own \`set -e\` (never in a condition, which would switch it off). */
export const PROBE_DRIVER = `backout_failed=0
backout_undecided=0
backout_probe() { # function NAME TITLE
  : > "$BACKOUT_OUT.detail"
  set +e
  ( set -e; "$1" )
  backout_rc=$?
  set -e
  backout_detail=$(cat "$BACKOUT_OUT.detail")
  case $backout_rc in
    0) backout_verdict=pass ;;
    3) backout_verdict=undecided; backout_undecided=$((backout_undecided + 1)) ;;
    *) backout_verdict=fail; backout_failed=$((backout_failed + 1)) ;;
  esac
  printf 'PROBE_%s=%s\\t%s\\n' "$2" "$backout_verdict" "$backout_detail" >> "$BACKOUT_OUT"
  printf '%-9s %s: %s\\n' "$backout_verdict" "$3" "$backout_detail"
}
`;

/** \`prove\`: one pass; exit 0 all passed, 1 one failed, 3 none failed but one could not judge. */
export const PROVE_END = `[ "$backout_failed" -eq 0 ] || exit 1
[ "$backout_undecided" -eq 0 ] || exit 3
`;

/**
 * \`watch\`: passes until $BACKOUT_WATCH_SECONDS are over, one each $BACKOUT_WATCH_EVERY_SECONDS. The first failed limit ends it (exit 1).
 * It runs on the target, so that the window goes on when nobody is connected. A window in which no pass could judge is exit 3.
 */
export const WATCH_LOOP = `backout_begin=$(date +%s)
backout_passes=0
backout_judged=0
while :; do
  backout_undecided=0
  backout_passes=$((backout_passes + 1))
  backout_pass
  [ "$backout_failed" -eq 0 ] || exit 1
  [ "$backout_undecided" -gt 0 ] || backout_judged=$((backout_judged + 1))
  backout_elapsed=$(( $(date +%s) - backout_begin ))
  printf 'stable for %s of %s s\\n' "$backout_elapsed" "$BACKOUT_WATCH_SECONDS"
  [ "$backout_elapsed" -lt "$BACKOUT_WATCH_SECONDS" ] || break
  sleep "$BACKOUT_WATCH_EVERY_SECONDS"
done
out WATCHED_SECONDS "$backout_elapsed"
[ "$backout_judged" -gt 0 ] || exit 3
`;
