[ -n "${DB_WAS_OID-}" ] || { detail "no database was swapped"; exit 0; }
need_db
[ "$(oid_of "$DB_NAME")" = "$DB_WAS_OID" ] || { detail "$DB_NAME is not the database that served before"; exit 1; }
rows=$(rows_for_app) || { detail "the role of the application cannot read $DB_TABLE: $rows"; exit 1; }
detail "$DB_NAME is the database that served before; its application reads $rows rows of $DB_TABLE"
