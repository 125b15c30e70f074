# Two renames and a restart. A second attempt goes on where the first one was cut.
need_pm2
kept="$APP_DIR.failed-$BACKOUT_STAMP"
out PREVIOUS_DIR "$kept"
if [ -d "$NEXT_DIR" ]; then
  if [ -d "$APP_DIR" ]; then
    [ ! -e "$kept" ] || die "$kept exists already. Nothing was switched."
    mv "$APP_DIR" "$kept"
  fi
  mv "$NEXT_DIR" "$APP_DIR" || { mv "$kept" "$APP_DIR"; die "the new tree could not be put in place; the old one is back."; }
  echo "switched: $APP_DIR is the new tree, the failed one is kept in $kept"
else
  [ "$(package_version "$APP_DIR")" = "$NEXT_VERSION" ] && [ -d "$kept" ] || die "neither the new tree nor a finished switch is there"
  echo "the trees were switched before"
fi
out LOG_OFFSET "$(log_bytes)"
if pm2_app > /dev/null; then
  pm2_clean pm2 restart "$PM2_APP" --silent || die "pm2 could not restart $PM2_APP"
else
  pm2_clean pm2 start "$ECOSYSTEM" --only "$PM2_APP" --silent || die "pm2 could not start $PM2_APP from $ECOSYSTEM"
fi
note_process
echo "restarted: $now (status, pid, restarts, mode)"
