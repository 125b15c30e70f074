[ "${WAS_STOPPED-}" = yes ] || { echo "the application was not stopped; nothing to undo"; exit 0; }
need_pm2
timeout 60 pm2 restart "$PM2_APP" --silent < /dev/null || die "pm2 could not start $PM2_APP"
note_process
echo "started: $now"
