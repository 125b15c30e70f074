# The application answers from the memory that was restored: the file in place is that one, whole, and has its rows.
[ -n "${MEMORY_NEXT_INODE-}" ] || { detail "no memory was restored"; exit 0; }
need_memory
counted=$(bounded 30 node -e "$COUNT_JS" -- "$APP_URL/api/agents" memory.activities) || { detail "$counted"; exit 1; }
[ "$(inode_of "$MEMORY_DB")" = "$MEMORY_NEXT_INODE" ] || { detail "$MEMORY_DB is not the file that was restored"; exit 1; }
said=$(sqlite "$MEMORY_DB" 'PRAGMA integrity_check' 2>&1) || { detail "$MEMORY_DB cannot be read: $said"; exit 1; }
[ "$said" = ok ] || { detail "$MEMORY_DB is damaged: $(one_line "$said")"; exit 1; }
rows=$(sqlite "$MEMORY_DB" "SELECT count(*) FROM \"$MEMORY_TABLE\"")
{ [ "$counted" -ge "$MEMORY_ROWS" ] && [ "$counted" -le "$rows" ]; } || { detail "the application counts $counted, the memory holds $rows, the backup $MEMORY_ROWS"; exit 1; }
detail "the application counts $counted rows of $MEMORY_TABLE, $MEMORY_ROWS of them from the backup; integrity ok"
