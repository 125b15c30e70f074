need_pm2
state=$(pm2_app) || die "$state. Nothing was changed."
[ -f "$APP_DIR/.env" ] || die "$APP_DIR/.env is missing. Nothing was changed."
[ -w "$APP_DIR/.env" ] && [ -w "$APP_DIR" ] || die "$APP_DIR/.env cannot be written by $(id -un). Nothing was changed."
mkdir -p "$SAFETY_DIR" || die "$SAFETY_DIR cannot be made. Nothing was changed."
echo "pm2 knows $PM2_APP: $state (status, pid, restarts, mode)"
echo ".env is writable"
