probe_requests 10 both
none_cut
found=$(ask stats "$HEALTH_URL") || { detail "$found"; exit 1; }
# shellcheck disable=SC2086
set -- $found
for ms in "$p95" "$3"; do
  [ "$ms" -le 1500 ] || { detail "p95 is $p95 ms for probe requests and $3 ms for all, limit 1500 ms"; exit 1; }
done
detail "p95 $p95 ms for $answered probe requests, $3 ms for all $1 requests of the last $4 s"
