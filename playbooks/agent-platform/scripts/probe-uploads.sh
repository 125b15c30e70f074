found=$(ask traffic "$APP_URL" 9 upload) || { detail "$found"; exit 1; }
sent=$(printf '%s' "$found" | cut -f1)
failed=$(printf '%s' "$found" | cut -f2)
[ "$sent" -ge 9 ] || undecided "only $sent of 9 uploads were answered"
[ "$failed" -eq 0 ] || { detail "$failed of $sent uploads failed ($(printf '%s' "$found" | cut -f5))"; exit 1; }
[ "$(log_since_switch | grep -c 'sequential upload' || true)" -gt 0 ] || { detail "the log since the switch shows no sequential upload"; exit 1; }
detail "$sent uploads answered 200, none 207, one after another"
