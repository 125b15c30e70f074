found=$(ask traffic "$APP_URL" 6 both) || { detail "$found"; exit 1; }
sent=$(printf '%s' "$found" | cut -f1)
[ "$sent" -ge 6 ] || undecided "only $sent of 6 requests were answered"
since=$(log_since_switch)
if printf '%s\n' "$since" | grep -q '\[mcp\] tracked'; then detail "MCP still tracks since the switch"; exit 1; fi
printf '%s\n' "$since" | grep -q 'tracker\] local' || { detail "no local tracking in the log since the switch"; exit 1; }
detail "tracked locally only, MCP not called since the switch"
