# Puts the entry of the build back, where no rollback has replaced the tree since.
[ -n "${BROKEN_FILE-}" ] || { echo "nothing was broken; nothing to undo"; exit 0; }
kept="$BROKEN_FILE.before-drill"
[ -e "$kept" ] || { echo "the broken build is not in place any more: a rollback has replaced it"; exit 0; }
need_pm2
mv "$kept" "$BROKEN_FILE" || die "$BROKEN_FILE could not be put back; the copy is $kept."
echo "put back: $BROKEN_FILE"
pm2_restart || die "the build is whole again, but pm2 could not restart $PM2_APP. Safe next: retry this step."
