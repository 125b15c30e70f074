[ -n "${MEMORY_WAS_INODE-}" ] || { detail "no memory was replaced"; exit 0; }
need_memory
[ "$(inode_of "$MEMORY_DB")" = "$MEMORY_WAS_INODE" ] || { detail "$MEMORY_DB is not the file that served before"; exit 1; }
rows=$(sqlite "$MEMORY_DB" "SELECT count(*) FROM \"$MEMORY_TABLE\"" 2>&1) || { detail "the file that served before cannot be read: $rows"; exit 1; }
detail "$MEMORY_DB is the file that served before, with $rows rows of $MEMORY_TABLE"
