# The entry of the build is kept beside and replaced by one that exits.
need_pm2
entry="$APP_DIR/$(entry_of "$APP_DIR")"
kept="$entry.before-drill"
[ -s "$entry" ] || die "$entry is missing. Nothing was changed."
out BROKEN_FILE "$entry"
[ -e "$kept" ] || cp -p "$entry" "$kept" || die "a copy of $entry cannot be kept. Nothing was changed."
printf 'console.error("drill: exits at its start");\nprocess.exit(1);\n' > "$entry" || die "$entry could not be written. Safe next: undo."
echo "$entry exits at its start now; as it was it is kept: $kept"
# It comes up for a moment and dies: what pm2 says of that is no failure of this step.
pm2_restart > /dev/null || true
echo "restarted $PM2_APP"
