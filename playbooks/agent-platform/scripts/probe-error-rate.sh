found=$(ask traffic "$APP_URL" 10 both) || { detail "$found"; exit 1; }
sent=$(printf '%s' "$found" | cut -f1)
failed=$(printf '%s' "$found" | cut -f2)
p95=$(printf '%s' "$found" | cut -f4)
[ "$sent" -ge 10 ] || undecided "only $sent of 10 probe requests were answered"
[ "$failed" -eq 0 ] || { detail "$failed of $sent probe requests failed"; exit 1; }
[ "$p95" -le 1500 ] || { detail "p95 is $p95 ms, limit 1500 ms"; exit 1; }
detail "0 of $sent failed, p95 $p95 ms"
