# The new tree has to start and say its version on a spare port before anything is switched. Without its databases: it must not migrate anything.
need node
cd -- "$NEXT_DIR"
port=$(ask freeport)
path=$(node -p 'new URL(process.argv[1]).pathname' "$HEALTH_URL")
log="$NEXT_DIR.smoke.log"
( umask 077 && : > "$log" )
env -i HOME="$HOME" PATH="$PATH" LANG=C.UTF-8 NODE_ENV=production PORT="$port" DATABASE_URL= MEMORY_DB= node "$(entry_of .)" >> "$log" 2>&1 < /dev/null &
pid=$!
trap 'kill "$pid" 2> /dev/null || true; rm -f "$log"' EXIT
found=$(ask wait "http://127.0.0.1:$port$path" 20 "version=$NEXT_VERSION") || {
  tail -n 20 "$log"
  die "the new tree does not start: $found. The running application was not touched. Safe next: another version, or level 3."
}
echo "starts on a spare port: $found"
