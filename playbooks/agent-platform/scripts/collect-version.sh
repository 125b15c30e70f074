# What is deployed against the newest stable release that it contains.
need git
cd -- "$APP_DIR" || die "$APP_DIR cannot be entered"
git rev-parse --git-dir > /dev/null 2>&1 || die "$APP_DIR is not a git work tree"
deployed=$(git describe --tags --always HEAD)
stable=$(git describe --tags --abbrev=0 --match '*-stable' HEAD 2> /dev/null) || stable=
out DEPLOYED_VERSION "$deployed"
out STABLE_VERSION "$stable"
echo "deployed $deployed, stable ${stable:-none that it contains}"
if [ -n "$stable" ]; then
  echo
  git --no-pager log --no-color --date=iso-strict --pretty='%h %ad %an: %s' -n 100 "$stable..HEAD"
  echo
  git --no-pager diff --no-color --stat=100 "$stable" HEAD | tail -n 200
fi
echo
echo "changed in place since the deployment:"
git --no-pager status --porcelain --untracked-files=no | head -n 50
if [ -r "${DEPLOY_LOG-}" ]; then
  echo
  echo "deployment record:"
  tail -n 5 "$DEPLOY_LOG"
fi
