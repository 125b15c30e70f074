set --
for key in $TOGGLES; do set -- "$@" "$key=false"; done
found=$(ask wait "$HEALTH_URL" 15 "$@") || { detail "$found"; exit 1; }
detail "off in the running process: $TOGGLES"
