need_pm2
state=$(pm2_app) || die "$state. Nothing was changed."
# shellcheck disable=SC2086
set -- $state
[ "$2" -gt 1 ] || die "$PM2_APP does not run ($1). Nothing was changed. Safe next: another scenario."
out HUNG_PID "$2"
kill -STOP "$2" || die "process $2 could not be stopped. Nothing was changed."
echo "process $2 is stopped and not ended"
