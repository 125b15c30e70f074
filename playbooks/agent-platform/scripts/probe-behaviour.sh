found=$(ask traffic "$APP_URL" 12 both) || { detail "$found"; exit 1; }
sent=$(printf '%s' "$found" | cut -f1)
failed=$(printf '%s' "$found" | cut -f2)
answers=$(printf '%s' "$found" | cut -f5)
[ "$sent" -ge 12 ] || undecided "only $sent of 12 probe requests were answered ($answers)"
[ "$failed" -eq 0 ] || { detail "$failed of $sent probe requests failed ($answers)"; exit 1; }
since=$(log_since_switch)
spawning=$(printf '%s\n' "$since" | grep -c 'sequential.*spawning' || true)
uploading=$(printf '%s\n' "$since" | grep -c 'sequential upload' || true)
[ "$spawning" -gt 0 ] && [ "$uploading" -gt 0 ] || { detail "$sent requests answered, but the log since the switch shows no sequential work"; exit 1; }
if printf '%s\n' "$since" | grep -q '\[mcp\] tracked'; then detail "MCP still tracks"; exit 1; fi
detail "$sent probe requests answered, spawning and uploads sequential, no MCP tracking since the switch"
