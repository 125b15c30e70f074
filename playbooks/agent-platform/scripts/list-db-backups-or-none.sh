# For level 3: leaving the database as it is can always be chosen, and is what happens unless somebody chooses a backup.
none() { candidate none "Leave the database as it is" "$*" proven; }
[ -n "${DB_NAME-}" ] || { none "no database is configured on $BACKOUT_TARGET"; exit 0; }
said=$( (need_db) 2>&1) || { none "no backup of $DB_NAME can be offered: ${said#FAILED: }"; exit 0; }
none "nothing of $DB_NAME is restored, and nothing of it is lost"
echo "reading the backups in $DB_BACKUP_DIR"
list_db_backups
