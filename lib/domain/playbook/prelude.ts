import { WATCH_AT_MOST } from "./watch.ts";

/**
 * Stands in front of every script that runs on a target. Constant text: parameters arrive as environment.
 *
 * - `die TEXT` ends the step as failed (exit 1); `undecided TEXT` ends a probe as too little to judge (exit 3).
 * - `out NAME VALUE` hands a value to later steps through the file $BACKOUT_OUT, never through printed text.
 * - `candidate VALUE LABEL WHY STATE [IDENTITY]` lists one choice; STATE is proven, offered or refused. The first proven one is the default.
 *   IDENTITY says what the value stands for (a backup's hash): another one behind the same value is not what was planned, and is refused.
 * - `detail TEXT` is the one-line finding of a probe, kept as evidence. `broken TEXT` ends a probe as failed beyond recovery (exit 4): a watch does not go on.
 * - `sample NAME VALUE LIMIT UNIT` is what a probe measured, for the charts of a watch: whole or decimal numbers, an empty limit for none.
 */
export const PRELUDE = `set -eu
export LC_ALL=C.UTF-8 GIT_TERMINAL_PROMPT=0 GIT_PAGER=cat CI=1 npm_config_yes=false
die() { printf 'FAILED: %s\\n' "$*" >&2; exit 1; }
broken() { detail "$*"; printf 'FAILED: %s\\n' "$*" >&2; exit 4; }
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
sample() {
  case $2 in '' | *[!0-9.]*) return 0 ;; esac
  case $3 in '' | *[!0-9.]*) set -- "$1" "$2" null "$4" ;; esac
  printf '["%s",%s,%s,"%s"]\\n' "$1" "$2" "$3" "$4" >> "$BACKOUT_OUT.samples"
}
`;

/** Runs probe functions one after another; each in its own subshell with its own \`set -e\` (never in a condition, which would switch it off). */
export const PROBE_DRIVER = `backout_failed=0
backout_undecided=0
backout_broken=0
backout_crossed=
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
    *)
      backout_verdict=fail; backout_failed=$((backout_failed + 1))
      [ $backout_rc -ne 4 ] || backout_broken=1
      [ -n "$backout_crossed" ] || backout_crossed="$3: $backout_detail" ;;
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
 * \`watch\`: passes, one each $BACKOUT_WATCH_EVERY_SECONDS, until nothing was crossed for $BACKOUT_WATCH_SECONDS. A crossed limit starts the clock
 * again (\`watch_restarted\` of the playbook's prelude is told); what is broken, or leaves no room for a whole window within three of them, ends it (exit 1).
 * It runs on the target, so that the window goes on when nobody is connected. A window in which no pass could judge is exit 3.
 * With $BACKOUT_WATCH_MARK every pass says what it measured in a mark that no console shows, in front of what people read (lib/domain/watch/tick.ts).
 */
export const WATCH_LOOP = `backout_begin=$(date +%s)
backout_clock=$backout_begin
backout_at_most=$((${WATCH_AT_MOST} * BACKOUT_WATCH_SECONDS))
backout_tick=0
backout_restarts=0
backout_judged=0
while :; do
  backout_failed=0
  backout_undecided=0
  backout_crossed=
  : > "$BACKOUT_OUT"
  : > "$BACKOUT_OUT.samples"
  backout_tick=$((backout_tick + 1))
  backout_pass
  backout_now=$(date +%s)
  backout_total=$((backout_now - backout_begin))
  if [ "$backout_failed" -gt 0 ]; then
    backout_restarts=$((backout_restarts + 1))
    backout_clock=$backout_now
    backout_judged=0
  elif [ "$backout_undecided" -eq 0 ]; then backout_judged=$((backout_judged + 1))
  fi
  backout_elapsed=$((backout_now - backout_clock))
  if [ -n "\${BACKOUT_WATCH_MARK:-}" ]; then
    printf '\\033]133;watch:%s\\t{"tick":%s,"stableSeconds":%s,"windowSeconds":%s,"restarts":%s,"totalSeconds":%s,"atMostSeconds":%s,"samples":[%s]}\\t%s\\033\\\\' \\
      "$BACKOUT_WATCH_MARK" "$backout_tick" "$backout_elapsed" "$BACKOUT_WATCH_SECONDS" "$backout_restarts" "$backout_total" "$backout_at_most" \\
      "$(tr '\\n' , < "$BACKOUT_OUT.samples" | sed 's/,$//')" "$(printf '%s' "$backout_crossed" | tr -d '\\000-\\037')"
  fi
  if [ "$backout_failed" -gt 0 ]; then
    [ "$backout_broken" -eq 0 ] || { printf 'broken: the watch does not go on\\n'; exit 1; }
    if [ $((backout_total + BACKOUT_WATCH_SECONDS)) -gt "$backout_at_most" ]; then
      printf 'not stable: a limit was crossed %s times in %s s\\n' "$backout_restarts" "$backout_total"
      exit 1
    fi
    printf 'a limit was crossed; the clock of %s s starts again\\n' "$BACKOUT_WATCH_SECONDS"
    if command -v watch_restarted > /dev/null; then watch_restarted; fi
  else
    printf 'stable for %s of %s s\\n' "$backout_elapsed" "$BACKOUT_WATCH_SECONDS"
    [ "$backout_elapsed" -lt "$BACKOUT_WATCH_SECONDS" ] || break
  fi
  sleep "$BACKOUT_WATCH_EVERY_SECONDS"
done
out WATCHED_SECONDS "$backout_elapsed"
[ "$backout_judged" -gt 0 ] || exit 3
`;
