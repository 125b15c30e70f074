# "Restored in a scratch place": the one thing that makes a backup proven. The scratch database is dropped at the end.
need_db
restore_beside "$(beside_name test)"
echo "the backup restores; noted beside it"
