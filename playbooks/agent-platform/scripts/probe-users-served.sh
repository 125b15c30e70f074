# What the running process counted itself, all requests included; an application that does not count is judged by probe requests alone.
found=$(ask stats "$HEALTH_URL") || { detail "$found"; exit 1; }
[ "$found" != none ] || { detail "the application does not count its requests; probe requests decide"; exit 0; }
# shellcheck disable=SC2086
set -- $found
[ "$1" -gt 0 ] || undecided "no request in the last $4 s"
# Tenths of a percent, without floating point.
share=$(($2 * 1000 / $1))
sample failed-requests "$((share / 10)).$((share % 10))" 1 %
[ "$share" -le 10 ] || { detail "$2 of $1 requests in the last $4 s failed"; exit 1; }
detail "$2 of $1 requests in the last $4 s failed"
