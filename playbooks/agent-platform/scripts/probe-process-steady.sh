# A process that is gone or was started again is not what was proved: no waiting mends that.
pm2_alive || broken "pm2's daemon does not run"
first=$(pm2_app) || broken "$first"
# shellcheck disable=SC2086
set -- $first
{ [ "$1" = online ] && [ "$2" -gt 0 ]; } || broken "pm2 says $1, pid $2"
sample restarts "$(($3 - ${APP_RESTARTS:-$3}))" 0 ""
[ "$3" -eq "${APP_RESTARTS:-$3}" ] || broken "restarted $(($3 - APP_RESTARTS)) more times since the switch"
kill -0 "$2" 2> /dev/null || broken "pid $2 is gone"
detail "pid $2 online, no restart since the switch"
