probe_requests 12 both
none_failed
none_cut
[ "$(seen 'sequential.*spawning')" -gt 0 ] || { detail "$answered requests answered, but the log since the switch shows no sequential spawning"; exit 1; }
[ "$(seen 'sequential upload')" -gt 0 ] || { detail "$answered requests answered, but the log since the switch shows no sequential upload"; exit 1; }
[ "$(seen '\[mcp\] tracked')" -eq 0 ] || { detail "MCP still tracks since the switch"; exit 1; }
detail "$answered probe requests answered, spawning and uploads sequential, no MCP tracking since the switch"
