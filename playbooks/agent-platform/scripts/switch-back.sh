[ -n "${PREVIOUS_DIR-}" ] && [ -d "$PREVIOUS_DIR" ] || { echo "nothing was switched; nothing to undo"; exit 0; }
need_pm2
undone="$APP_DIR.undone-$BACKOUT_STAMP"
[ ! -e "$undone" ] || die "$undone exists already. Nothing was switched."
mv "$APP_DIR" "$undone"
mv "$PREVIOUS_DIR" "$APP_DIR"
out LOG_OFFSET "$(log_bytes)"
pm2_clean pm2 restart "$PM2_APP" --silent || die "the tree is back, but pm2 could not restart $PM2_APP"
note_process
echo "switched back to $(package_version "$APP_DIR"); the other tree is kept in $undone"
