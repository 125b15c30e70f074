# Puts the files back that the restore kept. A second attempt goes on where the first one was cut.
if [ -z "${MEMORY_KEPT-}" ]; then
  echo "no memory was replaced; nothing to undo"
  exit 0
fi
need_memory
nobody_has "$MEMORY_DB"
undone="$MEMORY_DB.undone-$BACKOUT_STAMP"
if [ -e "$MEMORY_KEPT" ]; then
  [ -e "$undone" ] || move_memory "$MEMORY_DB" "$undone"
  move_memory "$MEMORY_KEPT" "$MEMORY_DB"
  echo "put back: the memory as it was; the other one is kept: $undone"
elif [ "$(inode_of "$MEMORY_DB")" = "${MEMORY_WAS_INODE-}" ]; then
  [ ! -e "$MEMORY_KEPT-wal" ] || mv "$MEMORY_KEPT-wal" "$MEMORY_DB-wal"
  echo "the memory is the one it was"
else
  echo "no memory was replaced; nothing to undo"
fi
