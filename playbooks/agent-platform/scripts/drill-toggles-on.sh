# The opposite of what level 1 does, with the same care: the lines of these keys only, and a copy of the file as it was.
need_pm2
[ -f "$APP_DIR/.env" ] || die "$APP_DIR/.env is missing. Nothing was changed."
( umask 077 && mkdir -p "$SAFETY_DIR" ) || die "$SAFETY_DIR cannot be made. Nothing was changed."
snapshot="$SAFETY_DIR/env-before-$BACKOUT_STAMP-$BACKOUT_RUN"
# A repeated attempt keeps the first copy: a later one would hold our own change.
if [ ! -e "$snapshot" ]; then
  ( umask 077 && cp "$APP_DIR/.env" "$snapshot.part" && mv "$snapshot.part" "$snapshot" ) || die "a copy of .env cannot be kept in $SAFETY_DIR. Nothing was changed."
fi
set -- ENABLE_PARALLEL_SPAWNING ENABLE_PARALLEL_UPLOADS ENABLE_MCP_TRACKING
out ENV_SNAPSHOT "$snapshot"
out TOGGLES "$*"
write_env true "$@"
echo "switched on in .env: $*"
echo "restarting $PM2_APP"
pm2_restart --update-env ENABLE_PARALLEL_SPAWNING=true ENABLE_PARALLEL_UPLOADS=true ENABLE_MCP_TRACKING=true || die "pm2 could not restart $PM2_APP; the toggles are on in .env. Safe next: undo."
