# The new tree has to start and say its version on a spare port before anything is switched. Without DATABASE_URL: it must not migrate anything.
need node
cd -- "$NEXT_DIR"
port=$(ask freeport)
path=$(node -p 'new URL(process.argv[1]).pathname' "$HEALTH_URL")
env -i HOME="$HOME" PATH="$PATH" LANG=C.UTF-8 NODE_ENV=production PORT="$port" DATABASE_URL= node "$(node -p 'require("./package.json").main')" > "$NEXT_DIR.smoke.log" 2>&1 < /dev/null &
pid=$!
trap 'kill "$pid" 2> /dev/null || true; rm -f "$NEXT_DIR.smoke.log"' EXIT
found=$(ask wait "http://127.0.0.1:$port$path" 20 "version=$NEXT_VERSION") || {
  tail -n 20 "$NEXT_DIR.smoke.log"
  die "the new tree does not start: $found. The running application was not touched."
}
kill "$pid"
wait "$pid" 2> /dev/null || true
echo "starts on a spare port: $found"
