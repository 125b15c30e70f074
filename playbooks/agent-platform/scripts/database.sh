echo "skipped: no database configured"
