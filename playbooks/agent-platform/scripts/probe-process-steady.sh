pm2_alive || { detail "pm2's daemon does not run"; exit 1; }
first=$(pm2_app) || { detail "$first"; exit 1; }
# shellcheck disable=SC2086
set -- $first
{ [ "$1" = online ] && [ "$2" -gt 0 ]; } || { detail "pm2 says $1, pid $2"; exit 1; }
[ "$3" -eq "${APP_RESTARTS:-$3}" ] || { detail "restarted $(($3 - APP_RESTARTS)) more times since the switch"; exit 1; }
kill -0 "$2" 2> /dev/null || { detail "pid $2 is gone"; exit 1; }
detail "pid $2 online, no restart since the switch"
