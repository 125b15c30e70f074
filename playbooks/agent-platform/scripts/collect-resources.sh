# Figures of the host and of the application. pm2's list also holds the environment of the application: only named fields leave it.
need node pm2
if pm2_alive; then
  bounded 10 pm2 jlist --silent < /dev/null | ask pm2facts "$PM2_APP"
else
  echo "pm2's daemon of $PM2_HOME does not run"
fi
echo
echo "load: $(cut -d ' ' -f 1-3 /proc/loadavg 2> /dev/null || uptime)"
echo "processors: $(getconf _NPROCESSORS_ONLN 2> /dev/null || echo unknown)"
[ ! -r /proc/meminfo ] || awk '/^(MemTotal|MemAvailable|SwapTotal|SwapFree):/ { printf "%s %d MB\n", $1, $2 / 1024 }' /proc/meminfo
echo
df -Pk "$APP_DIR" "$(dirname "$APP_LOG")" "$SAFETY_DIR" 2> /dev/null | awk '!seen[$0]++'
