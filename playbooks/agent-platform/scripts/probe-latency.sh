probe_requests 10 both
none_cut
found=$(ask stats "$HEALTH_URL") || { detail "$found"; exit 1; }
[ "$p95" -le 1500 ] || { detail "p95 is $p95 ms for $answered probe requests, limit 1500 ms"; exit 1; }
[ "$found" != none ] || { detail "p95 $p95 ms for $answered probe requests; the application does not time its own"; exit 0; }
# shellcheck disable=SC2086
set -- $found
[ "$3" -le 1500 ] || { detail "p95 is $3 ms for all $1 requests of the last $4 s, limit 1500 ms"; exit 1; }
detail "p95 $p95 ms for $answered probe requests, $3 ms for all $1 requests of the last $4 s"
