set --
for key in $TOGGLES; do set -- "$@" "$key=false"; done
restart_with "$@"
