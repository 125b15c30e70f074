# Today's .env stays: secrets rotated since the backup would be lost. The backup's lies beside it, to be compared by name only.
[ -f "$APP_DIR/.env" ] || die "$APP_DIR/.env is missing. The running application was not touched."
if [ -f "$NEXT_DIR/.env" ] && [ ! -f "$NEXT_DIR/.env.from-backup" ]; then mv "$NEXT_DIR/.env" "$NEXT_DIR/.env.from-backup"; fi
cp -p "$APP_DIR/.env" "$NEXT_DIR/.env"
names() { sed -n 's/^[[:space:]]*\(export[[:space:]]\{1,\}\)\{0,1\}\([A-Za-z_][A-Za-z0-9_]*\)=.*/\2/p' "$1" | sort -u; }
echo "today's .env is kept; its keys: $(names "$NEXT_DIR/.env" | tr '\n' ' ')"
if [ -f "$NEXT_DIR/.env.from-backup" ]; then
  here=$(mktemp)
  trap 'rm -f "$here"' EXIT
  names "$NEXT_DIR/.env" > "$here"
  missing=$(names "$NEXT_DIR/.env.from-backup" | grep -vxFf "$here" | tr '\n' ' ' || true)
  echo "keys that only the backup's .env has: ${missing:-none}"
fi
