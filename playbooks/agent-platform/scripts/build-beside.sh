need git node npm
next="$APP_DIR.next-$BACKOUT_STAMP"
free_for "$APP_DIR" 2
fresh_beside "$next"
git -c advice.detachedHead=false clone --quiet --no-checkout "$APP_DIR" "$next" || die "the release could not be cloned. The running application was not touched."
git -C "$next" remote set-url origin "$(git -C "$APP_DIR" remote get-url origin)"
git -C "$next" -c advice.detachedHead=false checkout --quiet --detach "refs/tags/$STABLE_TAG" || die "$STABLE_TAG could not be checked out. The running application was not touched."
[ "$(git -C "$next" rev-parse HEAD)" = "$(git -C "$APP_DIR" rev-parse "refs/tags/$STABLE_TAG^{commit}")" ] || die "the checkout is not $STABLE_TAG"
[ ! -f "$APP_DIR/.env" ] || cp -p "$APP_DIR/.env" "$next/.env"
echo "$STABLE_TAG is checked out beside: $(git -C "$next" rev-parse --short HEAD)"
build_in "$next"
version=$(package_version "$next")
out NEXT_DIR "$next"
out NEXT_VERSION "$version"
echo "built $version in $next"
