need_pm2
state=$(pm2_app) || die "$state. Nothing was stopped."
timeout 30 pm2 stop "$PM2_APP" --silent < /dev/null || die "pm2 could not stop $PM2_APP. It is: $state"
after=$(pm2_app) || die "$after"
case $after in stopped*) ;; *) die "pm2 says $after after the stop" ;; esac
out WAS_STOPPED yes
echo "stopped: was $state"
