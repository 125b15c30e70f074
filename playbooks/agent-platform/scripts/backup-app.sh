# The broken state, kept: source with .git and what was uncommitted, .env, build; not node_modules, which the lock file brings back.
need tar gzip git sha256sum
umask 077
mkdir -p "$SAFETY_DIR"
room_for $(($(tree_kb) + 51200)) "$SAFETY_DIR"
file="$SAFETY_DIR/app-$BACKOUT_STAMP.tar.gz"
patch="$SAFETY_DIR/uncommitted-$BACKOUT_STAMP.patch"
rc=0
git -C "$APP_DIR" diff --binary HEAD > "$patch.part" || rc=$?
[ "$rc" -eq 0 ] || { rm -f "$patch.part"; die "git cannot read $APP_DIR. Nothing was changed. Safe next: level 3."; }
if [ -s "$patch.part" ]; then
  mv "$patch.part" "$patch"
  echo "uncommitted changes are kept: $patch"
else
  rm -f "$patch.part"
fi
# A live tree changes while it is read: tar says so with 1 and keeps the archive, which is read back below; 2 is a failure.
tar -C "$APP_DIR" --exclude=./node_modules -cf "$file.tar" . || rc=$?
[ "$rc" -le 1 ] || { rm -f "$file.tar"; die "the backup could not be written. Nothing was changed."; }
gzip -c "$file.tar" > "$file.part" || { rm -f "$file.tar" "$file.part"; die "the backup could not be compressed. Nothing was changed."; }
rm -f "$file.tar"
gzip -t "$file.part" || die "the backup is not readable. Nothing was changed."
list=$(tar -tzf "$file.part") || die "the backup does not list completely. Nothing was changed."
printf '%s\n' "$list" | grep -qx './package.json' || die "the backup lacks package.json. Nothing was changed."
mv "$file.part" "$file"
( cd "$SAFETY_DIR" && sha256sum "$(basename "$file")" > "$file.sha256" )
out BACKUP_FILE "$file"
echo "backed up: $file, $(printf '%s\n' "$list" | wc -l | tr -d ' ') entries, $(($(wc -c < "$file") / 1024)) KB, read back completely"
