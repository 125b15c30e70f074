# PostgreSQL. The password leaves the environment here: only PostgreSQL's own programs get it, none of what a rollback builds or starts.
db_password=${DB_PASSWORD-}
unset DB_PASSWORD

# pg SECONDS PROGRAM ARGUMENT...: with the target's connection; never asks for a password, never waits for ever.
pg() {
  (
    export PGHOST="$DB_HOST" PGPORT="$DB_PORT" PGUSER="$DB_USER" PGCONNECT_TIMEOUT=5 PGAPPNAME=backout
    [ -z "$db_password" ] || export PGPASSWORD="$db_password"
    bounded "$@"
  )
}
# sql DATABASE [-v NAME=VALUE...] < SQL: values are psql's own variables, :'NAME' or :"NAME", never part of the text.
sql() {
  database=$1
  shift
  pg 60 psql -X -q -At -w -v ON_ERROR_STOP=1 -d "$database" "$@"
}

need_db() {
  [ -n "${DB_NAME-}" ] || die "no database is configured on $BACKOUT_TARGET. Nothing was changed. Safe next: set DB_NAME and DB_BACKUP_DIR of the target."
  need psql pg_dump pg_restore node sha256sum gzip
  [ -d "${DB_BACKUP_DIR-}" ] || die "DB_BACKUP_DIR does not exist. Nothing was changed."
  said=$(echo 'SELECT 1' | sql postgres 2>&1) || die "PostgreSQL at $DB_HOST:$DB_PORT does not let $DB_USER in: $said. Nothing was changed."
}

# Level 3 restores a database only when a backup of it was chosen.
skip_without_db() {
  [ -n "${DB_NAME-}" ] || { echo "skipped: no database configured"; exit 0; }
  [ "${DB_BACKUP-}" != none ] || { echo "skipped: the database stays as it is, as chosen"; exit 0; }
}

# beside_name restore|test|failed|undone: a name of this run, short enough for PostgreSQL (63 bytes).
beside_name() { printf '%.36s_%s_%s' "$DB_NAME" "$1" "$(printf '%s' "$BACKOUT_STAMP" | tr - _)"; }
# oid_of DATABASE: what stays the same when a database is renamed; nothing when there is none.
oid_of() {
  sql postgres -v db="$1" << 'SQL'
SELECT oid FROM pg_database WHERE datname = :'db';
SQL
}
# Only what this run made beside and nobody has used.
drop_beside() {
  case $1 in
    "$(beside_name restore)" | "$(beside_name test)") ;;
    *) die "$1 is not a database of this run" ;;
  esac
  sql postgres -v beside="$1" << 'SQL'
SET client_min_messages = warning;
DROP DATABASE IF EXISTS :"beside" WITH (FORCE);
SQL
}
allow_sessions() {
  sql postgres -v db="$1" -v allowed="$2" << 'SQL'
ALTER DATABASE :"db" WITH ALLOW_CONNECTIONS :allowed;
SQL
}

# Rows of every table, one "schema.table rows" a line, sorted as sort does.
count_rows() {
  sql "$1" << 'SQL' | sort
SELECT format('SELECT %L || '' '' || count(*) FROM %I.%I', schemaname || '.' || tablename, schemaname, tablename)
FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1 \gexec
SQL
}

# restore_beside NAME: DB_BACKUP as the new database NAME, compared with its manifest; the result stands beside the backup. Hands DB_TABLE_ROWS on. NAME is dropped
# when the script ends, whatever ends it, unless it empties $scratch.
restore_beside() {
  file="$DB_BACKUP_DIR/$DB_BACKUP"
  counts=$(mktemp)
  scratch=$1
  trap 'rm -f "$counts" "$counts.new" "$counts.said"; [ -z "$scratch" ] || drop_beside "$scratch" > /dev/null 2>&1 || true' EXIT
  trap 'exit 143' TERM INT HUP
  facts=$(dump_facts "$file" "$counts")
  problem=$(dump_problem "$facts")
  [ -z "$problem" ] || die "$DB_BACKUP $problem. The live database was not touched. Safe next: choose another backup."
  room_for_database
  drop_beside "$scratch"
  echo "restoring $DB_BACKUP beside, as $scratch"
  create_beside "$scratch"
  begun=$(date +%s)
  restore_into "$scratch" "$file" "$(fact format "$facts")" > "$counts.said" 2>&1 || {
    why=$(grep -im 1 'error' "$counts.said" || tail -n 1 "$counts.said")
    note_test failed "$why"
    die "$DB_BACKUP could not be restored: $why. The live database was not touched. Safe next: choose another backup."
  }
  count_rows "$scratch" > "$counts.new"
  [ ! -s "$file.counts" ] || sort "$file.counts" > "$counts"
  if [ -s "$counts" ] && ! cmp -s "$counts" "$counts.new"; then
    why=$(diff "$counts" "$counts.new" | grep '^[<>]' | head -n 4 | tr '\n' ' ')
    note_test failed "rows differ from the manifest: $why"
    die "rows of $DB_BACKUP differ from its manifest (< manifest, > restored): $why. The live database was not touched. Safe next: choose another backup."
  fi
  rows=$(awk -v table="$DB_TABLE" '{ name = $1; sub(/^[^.]*\./, "", name); if (name == table || $1 == table) print $2 }' "$counts.new" | head -n 1)
  [ "${rows:-0}" -gt 0 ] || die "$DB_BACKUP holds no rows of $DB_TABLE. The live database was not touched. Safe next: choose another backup."
  out DB_TABLE_ROWS "$rows"
  note_test ok ""
  echo "restored in $(($(date +%s) - begun)) s: $(tr '\n' ',' < "$counts.new" | sed 's/,$//; s/,/, /g')"
  if [ -s "$counts" ]; then echo "rows are those that the backup says"; else echo "the backup says nothing of its rows to compare with"; fi
}

restore_into() { # DATABASE FILE FORMAT
  case $3 in
    custom) pg 3000 pg_restore -w --exit-on-error --single-transaction -d "$1" "$2" ;;
    plain) pg 3000 psql -X -q -w -v ON_ERROR_STOP=1 --single-transaction -d "$1" -f "$2" < /dev/null ;;
    gzip) gzip -dc "$2" | pg 3000 psql -X -q -w -v ON_ERROR_STOP=1 --single-transaction -d "$1" -f - ;;
  esac
}

# note_test ok|failed WHY: what the catalogue says of this backup from now on. Of these bytes only: the hash stands beside the result.
note_test() {
  {
    printf 'result=%s\nsha256=%s\nat=%s\n' "$1" "$(sha256sum < "$file" | cut -d' ' -f1)" "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
    [ -z "$2" ] || printf 'why=%s\n' "$(one_line "$2")"
  } 2> /dev/null > "$file.restore-test.part" && mv "$file.restore-test.part" "$file.restore-test" || echo "the result of this restore cannot be noted in $DB_BACKUP_DIR"
}

# Room for a second database where the server keeps its files, as far as that can be seen from here.
room_for_database() {
  where=$(sql postgres -v db="$DB_NAME" << 'SQL'
SELECT pg_database_size(:'db') / 1024 || ' ' || current_setting('data_directory');
SQL
)
  [ -d "${where#* }" ] || { echo "the server's own disk cannot be seen from here"; return; }
  room_for $((${where%% *} * 2 + 51200)) "${where#* }"
}

# create_beside NAME: empty, with owner, encoding, locale and tablespace of the live database.
create_beside() {
  sql postgres -v db="$DB_NAME" -v next="$1" << 'SQL'
SELECT format('CREATE DATABASE %I OWNER %I TEMPLATE template0 ENCODING %L LC_COLLATE %L LC_CTYPE %L TABLESPACE %I CONNECTION LIMIT %s',
         :'next', pg_get_userbyid(d.datdba), pg_encoding_to_char(d.encoding), d.datcollate, d.datctype, t.spcname, d.datconnlimit)
       || CASE row ->> 'datlocprovider'
            WHEN 'i' THEN format(' LOCALE_PROVIDER icu ICU_LOCALE %L', coalesce(row ->> 'datlocale', row ->> 'daticulocale'))
            WHEN 'b' THEN format(' LOCALE_PROVIDER builtin BUILTIN_LOCALE %L', row ->> 'datlocale')
            ELSE ''
          END
FROM pg_database d JOIN pg_tablespace t ON t.oid = d.dattablespace, to_jsonb(d) row
WHERE d.datname = :'db' \gexec
SQL
  [ -n "$(oid_of "$1")" ] || die "there is no database $DB_NAME to take owner and locale from. Nothing was changed."
}

# carry_over NAME: settings of the database and of roles in it, and rights on it, as the live one has them; then statistics for the planner.
carry_over() {
  sql postgres -v db="$DB_NAME" -v next="$1" << 'SQL'
SELECT CASE WHEN s.setrole = 0 THEN format('ALTER DATABASE %I', :'next') ELSE format('ALTER ROLE %I IN DATABASE %I', pg_get_userbyid(s.setrole), :'next') END
       || format(' SET %I = ', split_part(setting, '=', 1))
       -- Lists of names are stored quoted; as one literal they would become a single name.
       || CASE WHEN split_part(setting, '=', 1) IN ('search_path', 'temp_tablespaces', 'local_preload_libraries', 'session_preload_libraries')
            THEN substr(setting, strpos(setting, '=') + 1) ELSE quote_literal(substr(setting, strpos(setting, '=') + 1)) END
FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase, unnest(s.setconfig) setting WHERE d.datname = :'db' \gexec
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', :'next') FROM pg_database WHERE datname = :'db' AND datacl IS NOT NULL \gexec
SELECT format('GRANT %s ON DATABASE %I TO %s%s', a.privilege_type, :'next', CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
         CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
FROM pg_database d, aclexplode(d.datacl) a WHERE d.datname = :'db' AND a.grantee <> d.datdba \gexec
SQL
  [ "$(belongings "$1")" = "$(belongings "$DB_NAME")" ] || die "owner, settings or rights of $DB_NAME could not be carried over to $1. The live database was not touched."
  echo ANALYZE | pg 600 psql -X -q -w -v ON_ERROR_STOP=1 -d "$1"
}

# belongings DATABASE: owner, encoding, locale, settings and rights, in a form that can be compared.
belongings() {
  sql postgres -v db="$1" << 'SQL'
SELECT pg_get_userbyid(datdba), encoding, datcollate, datctype, datconnlimit FROM pg_database WHERE datname = :'db';
SELECT s.setrole, setting FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase, unnest(s.setconfig) setting WHERE d.datname = :'db' ORDER BY 1, 2;
SELECT a.grantee, a.privilege_type, a.is_grantable FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a WHERE d.datname = :'db' ORDER BY 1, 2;
SQL
}

# swap_databases IN OUT: DB_NAME becomes OUT and IN becomes DB_NAME, in one transaction; OUT stays closed. When it does not succeed, DB_NAME is as it was.
swap_databases() {
  closed=$DB_NAME
  trap '[ -z "$closed" ] || allow_sessions "$closed" true || true' EXIT
  trap 'exit 143' TERM INT HUP
  allow_sessions "$DB_NAME" false
  tries=0
  until ended=$(end_sessions) && [ "$ended" = 0 ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || die "$ended sessions of $DB_NAME do not end. Nothing was swapped; $DB_NAME is open again."
  done
  sql postgres -v db="$DB_NAME" -v in="$1" -v out="$2" << 'SQL' || die "the databases could not be renamed. Nothing was swapped; $DB_NAME is open again."
BEGIN;
ALTER DATABASE :"db" RENAME TO :"out";
ALTER DATABASE :"in" RENAME TO :"db";
COMMIT;
SQL
  closed=
}
end_sessions() {
  sql postgres -v db="$DB_NAME" << 'SQL'
SELECT count(pg_terminate_backend(pid)) AS asked FROM pg_stat_activity WHERE datname = :'db' AND pid <> pg_backend_pid() \gset
SELECT pg_sleep(0.05) AS waited \gset
SELECT count(*) FROM pg_stat_activity WHERE datname = :'db' AND pid <> pg_backend_pid();
SQL
}

# Rows of DB_TABLE as the role of the application sees them.
rows_for_app() {
  sql "$DB_NAME" -v role="${DB_APP_USER:-$DB_USER}" -v table="$DB_TABLE" 2>&1 << 'SQL'
SET ROLE :"role";
SELECT count(*) FROM :"table";
SQL
}

# The number that an answer holds under a path such as agents.count.
# shellcheck disable=SC2016
COUNT_JS='
const [url, path] = process.argv.slice(1);
const end = Date.now() + 20000;
async function main() {
  for (;;) {
    let why;
    try {
      const answer = await fetch(url, { headers: { "x-backout-probe": "1" }, signal: AbortSignal.timeout(3000) });
      const body = await answer.json();
      const count = path.split(".").reduce((value, key) => value?.[key], body);
      if (answer.ok && Number.isInteger(count)) return console.log(count);
      why = "answers HTTP " + answer.status + " without the number " + path;
    } catch (error) {
      why = "does not answer: " + ((error.cause && error.cause.code) || error.message);
    }
    if (Date.now() > end) { console.log("the application " + why); process.exit(1); }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
main();
'
