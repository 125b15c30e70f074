want=$(package_version "$APP_DIR")
found=$(ask wait "$HEALTH_URL" 15 "version=$want") || { detail "$found"; exit 1; }
detail "the running process says $want, as the tree in place"
