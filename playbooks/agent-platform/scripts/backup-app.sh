# The broken state, kept: source with .git and what was uncommitted, .env, build; not node_modules, which the lock file brings back.
need tar gzip git
umask 077
mkdir -p "$SAFETY_DIR"
free_for "$APP_DIR" 1
file="$SAFETY_DIR/app-$BACKOUT_STAMP.tar.gz"
if ! git -C "$APP_DIR" diff --quiet HEAD 2> /dev/null; then
  git -C "$APP_DIR" diff --binary HEAD > "$SAFETY_DIR/uncommitted-$BACKOUT_STAMP.patch"
  echo "uncommitted changes are kept in $SAFETY_DIR/uncommitted-$BACKOUT_STAMP.patch"
fi
# A live tree changes while it is read: tar says so with 1 and keeps the archive, which is read back below; 2 is a failure.
rc=0
tar -C "$APP_DIR" --exclude=./node_modules -cf "$file.tar" . || rc=$?
[ "$rc" -le 1 ] || { rm -f "$file.tar"; die "the backup could not be written. Nothing was changed."; }
gzip -c "$file.tar" > "$file.part"
rm -f "$file.tar"
gzip -t "$file.part" || die "the backup is not readable. Nothing was changed."
entries=$(tar -tzf "$file.part" | wc -l | tr -d ' ')
tar -tzf "$file.part" | grep -qx './package.json' || die "the backup lacks package.json. Nothing was changed."
mv "$file.part" "$file"
(cd "$SAFETY_DIR" && sha256sum "$(basename "$file")" > "$file.sha256")
out BACKUP_FILE "$file"
echo "backed up: $file, $entries entries, $(wc -c < "$file" | tr -d ' ') bytes, read back completely"
