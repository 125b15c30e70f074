# What the proofs compare with: as the rollback's last restart left it; from now on when a person asks, who may have changed something since.
need_pm2
now=$(pm2_app) || die "$now. Safe next: look at pm2 on the target, then retry."
[ "${BACKOUT_STARTED_BY-engine}" = engine ] || unset LOG_OFFSET APP_RESTARTS
# shellcheck disable=SC2086
set -- $now
from=${LOG_OFFSET:-$(log_bytes)}
restarts=${APP_RESTARTS:-$3}
out LOG_OFFSET "$from"
out APP_RESTARTS "$restarts"
echo "compares with $restarts restarts and byte $from of the log"
