[ "${WAS_STOPPED-}" = yes ] || { echo "the application was not stopped; nothing to undo"; exit 0; }
need_pm2
state=$(pm2_app) || die "$state. Safe next: start it from $ECOSYSTEM."
case $state in
  online*)
    echo "runs: ${state% *} (status, pid, restarts)"
    exit 0
    ;;
esac
bytes=$(log_bytes)
pm2_restart || die "pm2 could not start $PM2_APP. Safe next: retry this step."
started "$bytes"
