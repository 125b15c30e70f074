# Uploads: tracked whether they succeed or not, which another component decides.
probe_requests 6 upload
[ "$(seen '\[mcp\] tracked')" -eq 0 ] || { detail "MCP still tracks since the switch"; exit 1; }
[ "$(seen 'tracker\] local')" -gt 0 ] || { detail "the log since the switch shows no local tracking"; exit 1; }
detail "tracked locally only, MCP not called since the switch"
