# That it answers, not what: a sick application is why one rolls back, an address that nobody answers proves nothing afterwards either.
need node
found=$(ask wait "$HEALTH_URL" 10) || die "$HEALTH_URL gives no answer: $found. Nothing was changed. Safe next: look whether the application runs, and whether HEALTH_URL of the target is right."
echo "answers: $found"
