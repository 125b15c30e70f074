# Room for a second tree beside the application and for the copy of the one in place, as the steps ask for it.
tree=$(tree_kb)
room_for $((tree * 2 + 51200)) "$(dirname "$APP_DIR")"
place=$SAFETY_DIR
while [ ! -d "$place" ]; do place=$(dirname "$place"); done
[ -w "$place" ] || die "$place cannot be written by $(id -un), so no safety copy could be kept. Nothing was changed. Safe next: give it to that user, or correct SAFETY_DIR of the target."
room_for $((tree + 51200)) "$place"
echo "$(($(df -Pk "$(dirname "$APP_DIR")" | awk 'NR == 2 { print $4 }') / 1024)) MB are free beside the application, $((tree / 1024)) MB is its tree"
