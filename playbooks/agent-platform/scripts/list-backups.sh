need node tar gzip sha256sum
[ -d "$BACKUP_DIR" ] || die "$BACKUP_DIR does not exist. Nothing was changed."
echo "verifying the backups in $BACKUP_DIR"
now=$(date +%s)
tell() { # FILE: STATE<TAB>WHY
  size=$(wc -c < "$1" | tr -d ' ')
  [ "$size" -gt 0 ] || { printf 'refused\tis empty'; return; }
  age=$(((now - $(date -r "$1" +%s)) / 60))
  facts="$((size / 1024)) KB, $age min old"
  if [ -f "$1.sha256" ]; then
    (cd "$BACKUP_DIR" && sha256sum --status -c "$(basename "$1").sha256") 2> /dev/null || { printf 'refused\t%s; does not match its checksum' "$facts"; return; }
  fi
  bounded 60 gzip -t "$1" 2> /dev/null || { printf 'refused\t%s; is cut off or damaged' "$facts"; return; }
  version=$(bounded 60 tar -xzOf "$1" ./package.json 2> /dev/null | node -p 'JSON.parse(require("node:fs").readFileSync(0, "utf8")).version' 2> /dev/null) || { printf 'refused\t%s; holds no package.json' "$facts"; return; }
  [ -f "$1.sha256" ] || { printf 'offered\t%s; version %s, reads completely, but has no checksum' "$facts" "$version"; return; }
  printf 'proven\t%s; version %s, checksum matches, reads completely' "$facts" "$version"
}
tab=$(printf '\t')
found=$(find "$BACKUP_DIR" -maxdepth 1 -name '*.tar.gz' -exec ls -t {} + | head -n 20 | while IFS= read -r file; do printf '%s\t%s\n' "$(basename "$file")" "$(tell "$file")"; done)
[ -n "$found" ] || die "there is no backup in $BACKUP_DIR. Nothing was changed."
for state in proven offered refused; do
  while IFS="$tab" read -r name is why; do
    [ "$is" != "$state" ] || candidate "$name" "$name" "$why" "$state" "$(identity_of "$BACKUP_DIR/$name")"
  done <<LIST
$found
LIST
done
