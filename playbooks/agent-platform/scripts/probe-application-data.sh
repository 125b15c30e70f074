# Asked of the application itself: it answers from the database that serves now.
[ -n "${DB_NEXT_OID-}" ] || { detail "no database was restored: none was chosen"; exit 0; }
need_db
before=$(rows_for_app) || undecided "the database does not say how many rows $DB_TABLE has: $before"
found=$(bounded 30 node -e "$COUNT_JS" -- "$APP_URL/api/$DB_TABLE" "$DB_TABLE.count") || { detail "$found"; exit 1; }
after=$(rows_for_app)
{ [ "$found" -ge "$before" ] && [ "$found" -le "$after" ]; } || { detail "the application counts $found $DB_TABLE, its database $before to $after"; exit 1; }
detail "the application counts $found $DB_TABLE, as its database does"
