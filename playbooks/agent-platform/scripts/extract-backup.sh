# The archive is checked before anything is unpacked, and unpacked beside the running application.
need node tar gzip sha256sum
file="$BACKUP_DIR/$BACKUP_ID"
[ -s "$file" ] || die "$file is missing or empty. Nothing was changed."
[ ! -f "$file.sha256" ] || (cd "$BACKUP_DIR" && sha256sum --status -c "$BACKUP_ID.sha256") || die "$BACKUP_ID does not match its checksum. Nothing was changed."
gzip -t "$file" || die "$BACKUP_ID is damaged. Nothing was changed."
tar -tzf "$file" | awk '/^\// || /(^|\/)\.\.(\/|$)/ { exit 1 }' || die "$BACKUP_ID has absolute or .. paths. Nothing was changed."
tar -tvzf "$file" | awk '$1 ~ /^[bcp]/ || $1 ~ /^...s/ || $1 ~ /^......s/ { exit 1 }' || die "$BACKUP_ID has devices or setuid files. Nothing was changed."
need_kb=$(($(gzip -dc "$file" | wc -c) / 1024 * 3 + 51200))
have_kb=$(df -Pk "$(dirname "$APP_DIR")" | awk 'NR == 2 { print $4 }')
[ "$have_kb" -gt "$need_kb" ] || die "$((have_kb / 1024)) MB are free, $((need_kb / 1024)) MB are needed. Nothing was changed. Make room, then retry."
next="$APP_DIR.restore-$BACKOUT_STAMP"
fresh_beside "$next"
mkdir "$next"
tar -xzf "$file" -C "$next" --no-same-owner --no-same-permissions || die "$BACKUP_ID could not be unpacked. The running application was not touched."
[ -s "$next/package.json" ] && [ -s "$next/package-lock.json" ] || die "$BACKUP_ID holds no package.json or lock file. The running application was not touched."
out NEXT_DIR "$next"
out NEXT_VERSION "$(package_version "$next")"
echo "unpacked $BACKUP_ID beside: version $(package_version "$next"), $(tar -tzf "$file" | wc -l | tr -d ' ') entries"
