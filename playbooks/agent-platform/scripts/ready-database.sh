[ -n "${DB_NAME-}" ] || { echo "no database is configured for this target"; exit 0; }
need_db
[ -n "$(oid_of "$DB_NAME")" ] || die "there is no database $DB_NAME at $DB_HOST:$DB_PORT. Nothing was changed. Safe next: correct DB_NAME of the target."
room_for_database
echo "PostgreSQL at $DB_HOST:$DB_PORT lets $DB_USER in"
