# Through SQLite, so that what lies in the WAL is part of it.
need_memory
umask 077
mkdir -p "$SAFETY_DIR"
[ -s "$MEMORY_DB" ] || die "$MEMORY_DB is missing or empty. Nothing was changed."
room_for $((($(wc -c < "$MEMORY_DB") + $(cat "$MEMORY_DB-wal" 2> /dev/null | wc -c)) / 1024 + 10240)) "$SAFETY_DIR"
file="$SAFETY_DIR/memory-$BACKOUT_STAMP.db"
rm -f "$file.part"
# The name of the copy is a word of SQLite's own shell.
(cd "$SAFETY_DIR" && bounded 300 sqlite3 -batch -bail -init /dev/null -cmd '.timeout 5000' "$MEMORY_DB" ".backup memory-$BACKOUT_STAMP.db.part") || {
  rm -f "$file.part"
  die "$MEMORY_DB cannot be read as it is. Nothing was changed. Safe next: skip this step with that as the reason; the restore keeps its files under another name."
}
said=$(sqlite_alone "$file.part" 'PRAGMA quick_check') || said="cannot be read"
mv "$file.part" "$file"
(cd "$SAFETY_DIR" && sha256sum "$(basename "$file")" > "$(basename "$file").sha256")
out MEMORY_SAFETY "$file"
echo "kept: $file, $(($(wc -c < "$file") / 1024)) KB, $(memory_rows_alone "$file" 2> /dev/null || echo no) rows of $MEMORY_TABLE"
[ "$said" = ok ] || echo "note: the memory as it is now is damaged: $(one_line "$said" | cut -c1-200)"
