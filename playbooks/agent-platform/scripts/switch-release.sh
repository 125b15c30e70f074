# Two renames and a restart. A second attempt goes on where the first one was cut.
need_pm2
kept="$APP_DIR.failed-$BACKOUT_STAMP"
out PREVIOUS_DIR "$kept"
if [ -d "$NEXT_DIR" ]; then
  if [ -d "$APP_DIR" ]; then
    [ ! -e "$kept" ] || die "$kept exists already. Nothing was switched."
    mv "$APP_DIR" "$kept"
  fi
  mv "$NEXT_DIR" "$APP_DIR" || { mv "$kept" "$APP_DIR"; die "the new tree could not be put in place; the old one is back. The running application was not touched."; }
  echo "switched: $APP_DIR is the new tree, the failed one is kept: $kept"
elif [ -d "$kept" ] && [ "$(package_version "$APP_DIR")" = "$NEXT_VERSION" ]; then
  echo "the trees were switched before; the failed one is kept: $kept"
else
  die "neither the new tree nor a finished switch is there. Safe next: look at $(dirname "$APP_DIR") on the target."
fi
carry_memory "$kept" "$APP_DIR"
echo "restarting $PM2_APP"
bytes=$(log_bytes)
if ! pm2_restart; then
  # Unknown to pm2, as after a reboot without pm2 save.
  pm2_clean pm2 start "$ECOSYSTEM" --only "$PM2_APP" --silent || die "the trees are switched, but pm2 could not start $PM2_APP from $ECOSYSTEM. Safe next: retry this step, or undo."
fi
started "$bytes"
