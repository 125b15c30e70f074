probe_requests 10 both
sample failed-probe-requests "$failed" 0 ""
sample p95-latency "$p95" 1500 ms
none_failed
none_cut
[ "$p95" -le 1500 ] || { detail "p95 is $p95 ms, limit 1500 ms"; exit 1; }
detail "0 of $answered failed, p95 $p95 ms"
