# Requests of ours are marked: they take the way of every request, and nothing of them may be kept.
probe_requests 6 both
none_failed
none_cut
kept=$(ask kept "$APP_URL") || { detail "$kept"; exit 1; }
detail "$answered marked requests succeeded (spawning and uploads, $codes); $kept"
