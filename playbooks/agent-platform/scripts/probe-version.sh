want=$(package_version "$APP_DIR")
[ "$want" = "${NEXT_VERSION:-$want}" ] || { detail "$APP_DIR holds $want, not $NEXT_VERSION"; exit 1; }
found=$(ask wait "$HEALTH_URL" 15 "version=$want") || { detail "$found"; exit 1; }
detail "the running process says version $want"
