lines=$(log_since_switch | wc -l | tr -d ' ')
[ "$lines" -gt 0 ] || undecided "nothing was logged since the switch"
errors=$(seen ' ERROR ')
sample error-lines "$errors" 0 ""
[ "$errors" -eq 0 ] || { detail "$errors ERROR lines of $lines since the switch"; exit 1; }
detail "no ERROR line in $lines since the switch"
