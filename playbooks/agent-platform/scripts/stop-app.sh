need_pm2
echo "stopping $PM2_APP"
state=$(pm2_app) || die "$state. Nothing was stopped."
# Said first: an undo after a cut has to start it again.
out WAS_STOPPED yes
bounded 30 pm2 stop "$PM2_APP" --silent < /dev/null || die "pm2 could not stop $PM2_APP. It was: ${state% *} (status, pid, restarts)"
# shellcheck disable=SC2086
set -- $state
[ "$2" -eq 0 ] || ! kill -0 "$2" 2> /dev/null || die "pm2 says that it stopped $PM2_APP, but process $2 still lives. Nothing was switched."
echo "stopped: it was $1, pid $2"
