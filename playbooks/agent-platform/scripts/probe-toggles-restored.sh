set --
for key in ${TOGGLES-}; do
  value=$(sed -n "s/^[[:space:]]*\(export[[:space:]]\{1,\}\)\{0,1\}$key=//p" "$APP_DIR/.env" | tail -n 1 | tr -d "\"'")
  set -- "$@" "$key=${value:-true}"
done
found=$(ask wait "$HEALTH_URL" 15 "$@") || { detail "$found"; exit 1; }
detail "as before in the running process: $*"
