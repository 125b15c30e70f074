# Known to pm2, or at least startable from its ecosystem file, as the switch does it.
need_pm2
[ -r "$ECOSYSTEM" ] || die "$ECOSYSTEM cannot be read, so pm2 could not start $PM2_APP from it. Nothing was changed. Safe next: put it back, or correct ECOSYSTEM of the target."
state=$(pm2_app) || { echo "$state; it would be started from $ECOSYSTEM"; exit 0; }
echo "pm2 knows $PM2_APP: ${state% *} (status, pid, restarts)"
