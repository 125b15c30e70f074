# Requests that another component's crash cuts off are repeated: this probe judges spawning only.
probe_requests 9 spawn
none_failed
[ "$(seen 'parallel spawning')" -eq 0 ] || { detail "agents are still spawned in parallel since the switch"; exit 1; }
[ "$(seen 'sequential agent spawning')" -gt 0 ] || { detail "the log since the switch shows no sequential agent spawning"; exit 1; }
detail "$answered spawns succeeded one after another, p95 $p95 ms"
