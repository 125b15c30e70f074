# Takes back what set_toggles did: the lines of these keys as they were, and pm2's own values so that they agree.
[ -n "${ENV_SNAPSHOT-}" ] || { echo "no toggle was set; nothing to undo"; exit 0; }
[ -f "$ENV_SNAPSHOT" ] || die "the copy $ENV_SNAPSHOT is gone. Nothing was changed."
# shellcheck disable=SC2086
write_env "FROM:$ENV_SNAPSHOT" $TOGGLES
set --
for key in $TOGGLES; do
  # A key that was not in the file stood for on. pm2 cannot forget a value, so it is said.
  value=$(value_of "$key" "$ENV_SNAPSHOT")
  set -- "$@" "$key=${value:-true}"
done
restart_with "$@"
echo "restored: $*"
