found=$(ask wait "$HEALTH_URL" 15 healthy=yes) || { detail "$found"; exit 1; }
detail "$found"
