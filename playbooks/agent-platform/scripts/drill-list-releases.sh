# Releases that a drill may deploy to fail: tags that were deployed and never recorded as healthy come first. Read-only.
need git node
git -C "$APP_DIR" rev-parse --git-dir > /dev/null 2>&1 || die "$APP_DIR is not a usable git work tree. Nothing was changed."
echo "looking for releases in $APP_DIR that were never proven"
# shellcheck disable=SC2016
recorded() { # TAG: what the deployment record says of it last, or nothing
  [ -f "${DEPLOY_LOG-}" ] || return 0
  node -e 'const [file, tag] = process.argv.slice(1); let found = ""; for (const l of require("node:fs").readFileSync(file, "utf8").split("\n")) { try { const d = JSON.parse(l); if (d.tag === tag) found = d.result; } catch {} } console.log(found);' "$DEPLOY_LOG" "$1"
}
tags() {
  [ ! -f "${DEPLOY_LOG-}" ] || sed -n 's/.*"tag":"\([A-Za-z0-9._/-]*\)".*/\1/p' "$DEPLOY_LOG" | tail -n 20
  git -C "$APP_DIR" tag --list --sort=-v:refname | head -n 20
}
list() { # TAG: prints STATE<TAB>TAG<TAB>WHY
  result=$(recorded "$1")
  if ! git -C "$APP_DIR" rev-parse -q --verify "refs/tags/$1^{commit}" > /dev/null; then printf 'refused\t%s\tthe tag is gone\n' "$1"
  elif ! git -C "$APP_DIR" cat-file -e "refs/tags/$1^{commit}:package-lock.json" 2> /dev/null; then printf 'refused\t%s\thas no package-lock.json\n' "$1"
  elif [ "$result" = healthy ]; then printf 'refused\t%s\tserved healthily: it would not fail\n' "$1"
  elif [ -n "$result" ]; then printf 'proven\t%s\twas deployed and is recorded as %s\n' "$1" "$result"
  else printf 'offered\t%s\tnever deployed here\n' "$1"
  fi
}
found=$(tags | awk '!seen[$0]++' | while IFS= read -r tag; do list "$tag"; done)
[ -n "$found" ] || die "no tag was found. Nothing was changed. Safe next: another scenario."
tab=$(printf '\t')
for state in proven offered refused; do
  while IFS="$tab" read -r is tag why; do
    [ "$is" != "$state" ] || candidate "$tag" "$tag" "$why" "$state"
  done <<LIST
$found
LIST
done
