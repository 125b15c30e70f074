# The database that serves is the one that was restored and compared, with owner, settings and rights of the one before, readable to the application's role.
[ -n "${DB_NEXT_OID-}" ] || { detail "no database was restored: none was chosen"; exit 0; }
need_db
[ "$(oid_of "$DB_NAME")" = "$DB_NEXT_OID" ] || { detail "$DB_NAME is not the database that was restored"; exit 1; }
[ "$(belongings "$DB_NAME")" = "$(belongings "$DB_KEPT")" ] || { detail "owner, settings or rights of $DB_NAME are not those of $DB_KEPT"; exit 1; }
rows=$(rows_for_app) || { detail "the role of the application cannot read $DB_TABLE: $rows"; exit 1; }
[ "$rows" -ge "$DB_TABLE_ROWS" ] || { detail "$DB_TABLE has $rows rows, the backup has $DB_TABLE_ROWS"; exit 1; }
detail "$DB_NAME is what was restored; its application reads $rows rows of $DB_TABLE, $DB_TABLE_ROWS of them from the backup"
