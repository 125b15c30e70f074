# Of a drill: passes when users would see a failure. One that is not there would rehearse nothing.
found=$(ask traffic "$APP_URL" 24 both) || { detail "$found"; exit 1; }
IFS="$(printf '\t')" read -r answered failed cut p95 codes << FOUND
$found
FOUND
if [ "$answered" -lt 24 ]; then detail "only $answered of 24 probe requests were answered in 20 s, $cut cut off"
elif [ "$failed" -gt 0 ] || [ "$cut" -gt 0 ]; then detail "$failed of $answered probe requests failed, $cut cut off, p95 $p95 ms ($codes)"
else
  detail "all $answered probe requests were answered ($codes): nothing fails, so there is nothing to rehearse"
  exit 1
fi
