need_memory
[ -s "$MEMORY_DB" ] || die "$MEMORY_DB is missing or empty. Nothing was changed. Safe next: look whether MEMORY_DB of the target is right."
echo "$MEMORY_DB is there, sqlite3 can be asked"
