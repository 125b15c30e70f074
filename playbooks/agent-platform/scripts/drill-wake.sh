[ -n "${HUNG_PID-}" ] || { echo "no process was stopped; nothing to undo"; exit 0; }
need_pm2
state=$(pm2_app) || die "$state. Safe next: look at pm2 on the target."
# shellcheck disable=SC2086
set -- $state
# Another process may have its number by now.
[ "$2" = "$HUNG_PID" ] || { echo "the stopped process $HUNG_PID is gone: a rollback has restarted $PM2_APP"; exit 0; }
kill -CONT "$HUNG_PID" || die "process $HUNG_PID could not be woken. Safe next: retry this step."
echo "process $HUNG_PID goes on"
