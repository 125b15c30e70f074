# The copy that a rollback keeps of the tree in place has no node_modules: the lock file is what would bring them back.
[ -s "$APP_DIR/package-lock.json" ] || die "package-lock.json is missing in $APP_DIR. Nothing was changed. Safe next: put it back from the deployed release."
echo "package-lock.json is there"
