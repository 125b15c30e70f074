need_pm2
echo "asking pm2 about $PM2_APP"
state=$(pm2_app) || die "$state. Nothing was changed. Safe next: level 2, which starts it from $ECOSYSTEM."
[ -f "$APP_DIR/.env" ] || die "$APP_DIR/.env is missing. Nothing was changed."
real=$(node -p 'require("node:fs").realpathSync(process.argv[1])' "$APP_DIR/.env")
{ [ -w "$real" ] && [ -w "$(dirname "$real")" ]; } || die "$real cannot be replaced by $(id -un). Nothing was changed. Safe next: log in as its owner."
echo "pm2 knows $PM2_APP: ${state% *} (status, pid, restarts)"
echo "$real can be replaced"
