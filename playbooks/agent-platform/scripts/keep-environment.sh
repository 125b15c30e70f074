# Today's .env stays: secrets rotated since the backup would be lost. The backup's lies beside it; of both only the names of keys are shown.
[ -f "$APP_DIR/.env" ] || die "$APP_DIR/.env is missing. The running application was not touched."
theirs="$NEXT_DIR/.env.from-backup"
if [ -f "$NEXT_DIR/.env" ] && [ ! -e "$theirs" ]; then
  mv "$NEXT_DIR/.env" "$theirs"
  chmod 600 "$theirs"
fi
rm -f "$NEXT_DIR/.env"
cp -p "$APP_DIR/.env" "$NEXT_DIR/.env"
names() { sed -n 's/^[[:space:]]*\(export[[:space:]]\{1,\}\)\{0,1\}\([A-Za-z_][A-Za-z0-9_]*\)[[:space:]]*=.*/\2/p' "$1" | sort -u; }
today=$(names "$NEXT_DIR/.env")
echo "today's .env is kept; its keys: $(printf '%s' "$today" | tr '\n' ' ')"
[ -f "$theirs" ] || exit 0
missing=
for name in $(names "$theirs"); do
  case "
$today
" in *"
$name
"*) ;; *) missing="$missing $name" ;; esac
done
echo "keys that only the backup's .env has:${missing:- none}"
