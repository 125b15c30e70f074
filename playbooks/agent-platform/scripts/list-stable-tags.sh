need git node
git -C "$APP_DIR" rev-parse --git-dir > /dev/null 2>&1 || die "$APP_DIR is not a usable git work tree. Nothing was changed."
echo "looking for stable tags in $APP_DIR and at its origin"
head=$(git -C "$APP_DIR" rev-parse HEAD)
origin=$(mktemp)
trap 'rm -f "$origin"' EXIT
if bounded 8 env GIT_SSH_COMMAND='ssh -oBatchMode=yes -oConnectTimeout=5' git -C "$APP_DIR" -c http.lowSpeedLimit=1 -c http.lowSpeedTime=5 ls-remote --tags origin > "$origin" 2> /dev/null < /dev/null; then
  asked='same at origin'
else
  : > "$origin"
  asked='origin not reachable, not compared'
fi
# What the deployment record says of each tag: the newest line that names it.
recorded() {
  [ -f "${DEPLOY_LOG-}" ] || return 0
  # shellcheck disable=SC2016
  node -e 'const [file, tag] = process.argv.slice(1); let found = null; for (const l of require("node:fs").readFileSync(file, "utf8").split("\n")) { try { const d = JSON.parse(l); if (d.tag === tag) found = d; } catch {} } if (found) console.log([found.commit, found.result, String(found.at).slice(0, 10)].join("\t"));' "$DEPLOY_LOG" "$1"
}
list() { # TAG: prints STATE<TAB>TAG<TAB>WHY
  tag=$1
  commit=$(git -C "$APP_DIR" rev-parse -q --verify "refs/tags/$tag^{commit}") || { printf 'refused\t%s\tthe tag is recorded as deployed but is gone\n' "$tag"; return; }
  there=$(awk -v want="refs/tags/$tag" '$2 == want || $2 == want "^{}" { found = $1 } END { print found }' "$origin")
  record=$(recorded "$tag")
  was=$(printf '%s' "$record" | cut -f1)
  if [ "$commit" = "$head" ]; then printf 'refused\t%s\tis the release in place\n' "$tag"
  elif [ -n "$there" ] && [ "$there" != "$commit" ]; then printf 'refused\t%s\tstands for another commit at origin: it was moved\n' "$tag"
  elif [ -n "$was" ] && [ "$was" != "$commit" ]; then printf 'refused\t%s\twas moved since it was deployed: %.8s then, %.8s now\n' "$tag" "$was" "$commit"
  elif ! git -C "$APP_DIR" merge-base --is-ancestor "$commit" "$head"; then printf 'refused\t%s\twas never part of what is deployed\n' "$tag"
  elif ! git -C "$APP_DIR" cat-file -e "$commit:package-lock.json" 2> /dev/null; then printf 'refused\t%s\thas no package-lock.json\n' "$tag"
  elif [ "$(printf '%s' "$record" | cut -f2)" = healthy ]; then printf 'proven\t%s\tserved healthily, deployed %s; %.8s, %s\n' "$tag" "$(printf '%s' "$record" | cut -f3)" "$commit" "$asked"
  else printf 'offered\t%s\tan ancestor of what is deployed, but never recorded as healthy\n' "$tag"
  fi
}
tags() {
  git -C "$APP_DIR" tag --list '*-stable' --sort=-v:refname | head -n 20
  [ ! -f "${DEPLOY_LOG-}" ] || sed -n 's/.*"tag":"\([A-Za-z0-9._/-]*\)".*/\1/p' "$DEPLOY_LOG"
}
found=$(tags | awk '!seen[$0]++' | while IFS= read -r tag; do list "$tag"; done)
[ -n "$found" ] || die "no stable tag was found. Nothing was changed. Use level 3."
tab=$(printf '\t')
for state in proven offered refused; do
  while IFS="$tab" read -r is tag why; do
    [ "$is" != "$state" ] || candidate "$tag" "$tag" "$why" "$state" "commit:$(git -C "$APP_DIR" rev-parse --verify --quiet "refs/tags/$tag^{commit}" || true)"
  done <<LIST
$found
LIST
done
