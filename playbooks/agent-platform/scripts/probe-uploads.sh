# Requests that another component's crash cuts off are repeated: this probe judges uploads only.
probe_requests 9 upload
none_failed
[ "$(seen 'parallel upload')" -eq 0 ] || { detail "files are still uploaded in parallel since the switch"; exit 1; }
[ "$(seen 'sequential upload')" -gt 0 ] || { detail "the log since the switch shows no sequential upload"; exit 1; }
detail "$answered uploads answered 200, none 207, one after another"
