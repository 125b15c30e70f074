need_memory
echo "reading the backups in $MEMORY_BACKUP_DIR"
tell() { # FILE: STATE<TAB>WHY
  about="$(($(wc -c < "$1") / 1024)) KB, $(age_of "$1") old"
  problem=$(memory_problem "$1")
  [ -z "$problem" ] || { printf 'refused\t%s; %s' "$about" "$problem"; return; }
  about="$about; $(memory_rows_alone "$1") rows of $MEMORY_TABLE, integrity checked"
  [ -f "$1.sha256" ] || { printf 'offered\t%s, but has no checksum' "$about"; return; }
  printf 'proven\t%s, checksum matches' "$about"
}
found=$(find "$MEMORY_BACKUP_DIR" -maxdepth 1 -type f ! -name '*.sha256' ! -name '*-wal' ! -name '*-shm' ! -name '*-journal' -name '[A-Za-z0-9]*' -exec ls -t {} + | head -n 20 | while IFS= read -r file; do printf '%s\t%s\n' "$(basename "$file")" "$(tell "$file")"; done)
[ -n "$found" ] || die "there is no backup in $MEMORY_BACKUP_DIR. Nothing was changed."
offer "$MEMORY_BACKUP_DIR" "$found"
