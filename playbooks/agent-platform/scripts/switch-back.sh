# Puts the tree back that the switch kept. A second attempt goes on where the first one was cut.
undone="$APP_DIR.undone-$BACKOUT_STAMP"
if [ -z "${PREVIOUS_DIR-}" ] || { [ ! -d "$PREVIOUS_DIR" ] && [ ! -e "$undone" ]; }; then
  echo "nothing was switched; nothing to undo"
  exit 0
fi
need_pm2
if [ -d "$PREVIOUS_DIR" ]; then
  if [ -d "$APP_DIR" ]; then
    [ ! -e "$undone" ] || die "$undone exists already. Nothing was switched."
    mv "$APP_DIR" "$undone"
  fi
  mv "$PREVIOUS_DIR" "$APP_DIR" || { mv "$undone" "$APP_DIR"; die "the tree could not be put back; the new one is in place as before."; }
fi
[ ! -d "$undone" ] || carry_memory "$undone" "$APP_DIR"
bytes=$(log_bytes)
pm2_restart || die "the tree is back, but pm2 could not restart $PM2_APP. Safe next: retry this step."
started "$bytes"
echo "switched back to $(package_version "$APP_DIR"); the other tree is kept: $undone"
