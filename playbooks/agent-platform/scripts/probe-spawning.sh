found=$(ask traffic "$APP_URL" 9 spawn) || { detail "$found"; exit 1; }
sent=$(printf '%s' "$found" | cut -f1)
failed=$(printf '%s' "$found" | cut -f2)
[ "$sent" -ge 9 ] || undecided "only $sent of 9 spawn requests were answered"
[ "$failed" -eq 0 ] || { detail "$failed of $sent spawns failed ($(printf '%s' "$found" | cut -f5))"; exit 1; }
[ "$(log_since_switch | grep -c 'sequential.*spawning' || true)" -gt 0 ] || { detail "the log since the switch shows no sequential spawning"; exit 1; }
detail "$sent spawns succeeded one after another, p95 $(printf '%s' "$found" | cut -f4) ms"
