need_db
echo "reading the backups in $DB_BACKUP_DIR"
list_db_backups
[ "$backout_candidates" -gt 0 ] || die "there is no backup in $DB_BACKUP_DIR. Nothing was changed."
