found=$(ask wait "$HEALTH_URL" 15) || { detail "$found"; exit 1; }
detail "$found"
