# The log of the failure period, at most its last mebibyte; without a log file, what pm2 kept of the output.
if [ -r "$APP_LOG" ]; then
  source_of() { tail -c 1048576 "$APP_LOG"; }
else
  need_pm2
  source_of() { bounded 10 pm2 logs "$PM2_APP" --nostream --raw --lines 5000 --silent < /dev/null 2>&1; }
fi
# Lines without a time belong to the line before them. ISO 8601 in UTC sorts as text.
source_of | awk -v since="$BACKOUT_SINCE" '
  match($0, /[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]/) { wanted = substr($0, RSTART, 19) >= substr(since, 1, 19) }
  wanted
'
