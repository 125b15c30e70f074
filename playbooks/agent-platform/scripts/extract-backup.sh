# The archive is checked before anything is unpacked, and unpacked beside the running application.
need node tar gzip sha256sum
file="$BACKUP_DIR/$BACKUP_ID"
refuse() { die "$BACKUP_ID $*. The running application was not touched. Safe next: choose another backup."; }
[ -s "$file" ] || refuse "is missing or empty"
if [ -f "$file.sha256" ]; then
  ( cd "$BACKUP_DIR" && sha256sum --status -c "$BACKUP_ID.sha256" ) || refuse "does not match its checksum"
fi
gzip -t "$file" || refuse "is damaged"
list=$(tar -tvzf "$file") || refuse "does not list completely"
printf '%s\n' "$list" | awk '$1 ~ /^[bcp]/ || substr($1, 4, 1) ~ /[sS]/ || substr($1, 7, 1) ~ /[sS]/ { exit 1 }' || refuse "has devices, pipes, setuid or setgid files"
tar -tzf "$file" | awk '/^\// || /(^|\/)\.\.(\/|$)/ { exit 1 }' || refuse "has absolute paths or paths with .."
unpacked_kb=$(($(gzip -dc "$file" | wc -c) / 1024))
room_for $((unpacked_kb * 3 + 51200)) "$(dirname "$APP_DIR")"
next="$APP_DIR.restore-$BACKOUT_STAMP"
fresh_beside "$next"
mkdir "$next"
tar -xzf "$file" -C "$next" --no-same-owner --no-same-permissions || refuse "could not be unpacked"
# shellcheck disable=SC2016
outside=$(node -e '
  const fs = require("node:fs"), path = require("node:path"), root = fs.realpathSync(process.argv[1]);
  for (const name of fs.readdirSync(root, { recursive: true })) {
    const file = path.join(root, name);
    if (!fs.lstatSync(file).isSymbolicLink()) continue;
    const to = path.resolve(path.dirname(file), fs.readlinkSync(file));
    if (to !== root && !to.startsWith(root + path.sep)) { console.log(name); break; }
  }
' "$next")
[ -z "$outside" ] || refuse "holds a link that leaves it: $outside"
{ [ -s "$next/package.json" ] && [ -s "$next/package-lock.json" ]; } || refuse "holds no package.json or no lock file"
version=$(package_version "$next")
out NEXT_DIR "$next"
out NEXT_VERSION "$version"
echo "unpacked $BACKUP_ID beside: version $version, $(printf '%s\n' "$list" | wc -l | tr -d ' ') entries"
