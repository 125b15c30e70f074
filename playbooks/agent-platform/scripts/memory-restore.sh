# The backup is copied beside, checked there, and takes the place by rename; the replaced files are kept. A second attempt goes on where the first one was cut.
need_memory
file="$MEMORY_BACKUP_DIR/$MEMORY_BACKUP"
kept="$MEMORY_DB.failed-$BACKOUT_STAMP"
next="$MEMORY_DB.restore-$BACKOUT_STAMP"
finish() {
  move_memory "$MEMORY_DB" "$kept"
  mv "$next" "$MEMORY_DB"
  out MEMORY_NEXT_INODE "$(inode_of "$MEMORY_DB")"
  echo "restored $MEMORY_BACKUP: $rows rows of $MEMORY_TABLE; the replaced files are kept: $kept"
}
out MEMORY_KEPT "$kept"
nobody_has "$MEMORY_DB"
if [ -e "$kept" ]; then
  out MEMORY_WAS_INODE "$(inode_of "$kept")"
  rows=$(memory_rows_alone "$(if [ -e "$next" ]; then echo "$next"; else echo "$MEMORY_DB"; fi)")
  out MEMORY_ROWS "$rows"
  [ ! -e "$next" ] || { finish; exit 0; }
  out MEMORY_NEXT_INODE "$(inode_of "$MEMORY_DB")"
  echo "restored before; the replaced files are kept: $kept"
  exit 0
fi
refuse() { die "$MEMORY_BACKUP $*. The memory was not touched. Safe next: choose another backup."; }
problem=$(memory_problem "$file")
[ -z "$problem" ] || refuse "$problem"
[ -e "$MEMORY_DB" ] || die "$MEMORY_DB is missing, so its owner and mode are not known. Nothing was changed. Safe next: look at $(dirname "$MEMORY_DB") on the target."
room_for $(($(wc -c < "$file") / 1024 + 10240)) "$(dirname "$MEMORY_DB")"
# First a copy of the live file for its owner and mode, then the bytes of the backup in it.
cp -p "$MEMORY_DB" "$next.part"
cat "$file" > "$next.part"
cmp -s "$file" "$next.part" || { rm -f "$next.part"; refuse "could not be copied whole"; }
rows=$(memory_rows_alone "$next.part") || { rm -f "$next.part"; refuse "cannot be read where it shall serve"; }
out MEMORY_WAS_INODE "$(inode_of "$MEMORY_DB")"
out MEMORY_ROWS "$rows"
mv "$next.part" "$next"
nobody_has "$MEMORY_DB"
finish
