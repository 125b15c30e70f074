# What the proofs compare with: as the rollback's last restart left it, or from now on when none is known.
need_pm2
now=$(pm2_app) || die "$now. Safe next: look at pm2 on the target, then retry."
# shellcheck disable=SC2086
set -- $now
out LOG_OFFSET "${LOG_OFFSET:-$(log_bytes)}"
out APP_RESTARTS "${APP_RESTARTS:-$3}"
echo "compares with ${APP_RESTARTS:-$3} restarts and byte ${LOG_OFFSET:-$(log_bytes)} of the log"
