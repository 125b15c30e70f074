# Puts the database back that the swap kept. A second attempt goes on where the first one was cut.
if [ -z "${DB_KEPT-}" ] || [ -z "${DB_WAS_OID-}" ]; then
  echo "no database was swapped; nothing to undo"
  exit 0
fi
need_db
if [ "$(oid_of "$DB_NAME")" = "$DB_WAS_OID" ]; then
  allow_sessions "$DB_NAME" true
  echo "$DB_NAME is the database it was"
  exit 0
fi
[ "$(oid_of "$DB_KEPT")" = "$DB_WAS_OID" ] || die "$DB_KEPT is gone, or is another database. Nothing was swapped."
allow_sessions "$DB_KEPT" true
swap_databases "$DB_KEPT" "$(beside_name undone)"
echo "swapped back: $DB_NAME is the database it was; the other one is kept, closed: $(beside_name undone)"
