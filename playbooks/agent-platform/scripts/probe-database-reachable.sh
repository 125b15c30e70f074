[ -n "${DB_NAME-}" ] || { detail "no database is configured for this target"; exit 0; }
export PGHOST="${DB_HOST:-127.0.0.1}" PGPORT="${DB_PORT:-5432}" PGDATABASE="$DB_NAME" PGCONNECT_TIMEOUT=5
[ -z "${DB_USER-}" ] || export PGUSER="$DB_USER"
[ -z "${DB_PASSWORD-}" ] || export PGPASSWORD="$DB_PASSWORD"
found=$(bounded 20 psql -X -w -v ON_ERROR_STOP=1 -Atc "SELECT count(*) FROM pg_stat_user_tables" < /dev/null 2>&1) || { detail "$DB_NAME does not answer: $found"; exit 1; }
detail "$DB_NAME answers, $found tables"
