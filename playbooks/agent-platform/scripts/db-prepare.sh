# The backup becomes a database beside the live one, is compared, and gets what belongs to the database and not to its contents.
skip_without_db
need_db
restore_beside "$(beside_name restore)"
next=$(beside_name restore)
carry_over "$next"
out DB_NEXT "$next"
out DB_NEXT_OID "$(oid_of "$next")"
scratch=
echo "prepared beside: $next"
