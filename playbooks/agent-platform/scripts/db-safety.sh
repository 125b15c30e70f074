# The database as it is now, whatever state it is in: dump and row counts of one snapshot. What cannot be dumped is still kept whole by the swap.
skip_without_db
need_db
umask 077
mkdir -p "$SAFETY_DIR"
file="$SAFETY_DIR/$DB_NAME-$BACKOUT_STAMP.dump"
bytes=$(sql postgres -v db="$DB_NAME" << 'SQL'
SELECT pg_database_size(:'db');
SQL
) || die "there is no database $DB_NAME. Nothing was changed."
room_for $((bytes / 1024 + 10240)) "$SAFETY_DIR"
export DB_NAME SAFETY_PART="$file.part"
rm -f "$SAFETY_PART" "$SAFETY_PART.failed"
echo "dumping $DB_NAME as it is now"
# pg_dump runs inside of the session that holds the snapshot: what it writes and what is counted are the same moment.
sql "$DB_NAME" << 'SQL' | sort > "$file.counts"
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT pg_export_snapshot() AS snapshot \gset
\setenv SAFETY_SNAPSHOT :snapshot
\! pg_dump -w -Fc --lock-wait-timeout=30s --snapshot="$SAFETY_SNAPSHOT" -f "$SAFETY_PART" -d "$DB_NAME" 1>&2 || touch "$SAFETY_PART.failed"
SELECT format('SELECT %L || '' '' || count(*) FROM %I.%I', schemaname || '.' || tablename, schemaname, tablename)
FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1 \gexec
COMMIT;
SQL
if [ -e "$SAFETY_PART.failed" ] || ! pg_restore -l "$SAFETY_PART" > /dev/null; then
  rm -f "$SAFETY_PART" "$SAFETY_PART.failed" "$file.counts"
  die "$DB_NAME cannot be dumped as it is. Nothing was changed. Safe next: skip this step with that as the reason; the swap keeps the whole database under another name."
fi
mv "$SAFETY_PART" "$file"
(cd "$SAFETY_DIR" && sha256sum "$(basename "$file")" > "$(basename "$file").sha256")
out DB_SAFETY "$file"
echo "kept: $file, $(($(wc -c < "$file") / 1024)) KB, $(awk '{ n += $2 } END { print n + 0 }' "$file.counts") rows in $(wc -l < "$file.counts" | tr -d ' ') tables"
