[ -n "${DB_NAME-}" ] || { detail "no database is configured for this target"; exit 0; }
found=$(echo 'SELECT count(*) FROM pg_stat_user_tables' | sql "$DB_NAME" 2>&1) || { detail "$DB_NAME does not answer: $found"; exit 1; }
# The role of the application is another one than ours: that ours gets in says nothing of it.
rows=$(rows_for_app 2> /dev/null) || rows=
detail "$DB_NAME answers, $found tables${rows:+; its application reads $rows rows of $DB_TABLE}"
