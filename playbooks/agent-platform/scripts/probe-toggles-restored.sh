[ -n "${TOGGLES-}" ] || { detail "no toggle was set, so none had to be restored"; exit 0; }
set --
for key in $TOGGLES; do
  value=$(value_of "$key" "$APP_DIR/.env")
  set -- "$@" "$key=${value:-true}"
done
found=$(ask wait "$HEALTH_URL" 15 "$@") || { detail "$found"; exit 1; }
detail "as before in the running process: $*"
