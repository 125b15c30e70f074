# Two renames in one transaction, while nobody is connected. A second attempt goes on where the first one was cut.
skip_without_db
need_db
kept=$(beside_name failed)
out DB_KEPT "$kept"
live=$(oid_of "$DB_NAME")
if [ "$live" = "$DB_NEXT_OID" ] && [ -n "$(oid_of "$kept")" ]; then
  out DB_WAS_OID "$(oid_of "$kept")"
  echo "swapped before; the replaced database is kept: $kept"
  exit 0
fi
[ -n "$live" ] || die "there is no database $DB_NAME. Nothing was swapped."
[ "$(oid_of "$DB_NEXT")" = "$DB_NEXT_OID" ] || die "the database that was prepared, $DB_NEXT, is gone or another one. Nothing was swapped. Safe next: start again."
out DB_WAS_OID "$live"
swap_databases "$DB_NEXT" "$kept"
echo "swapped: $DB_NAME is what was restored; the replaced database is kept, closed: $kept"
