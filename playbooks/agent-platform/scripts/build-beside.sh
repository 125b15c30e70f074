need git node npm
next="$APP_DIR.next-$BACKOUT_STAMP"
clone_beside "$next" "refs/tags/$STABLE_TAG"
[ "$(git -C "$next" rev-parse HEAD)" = "$(git -C "$APP_DIR" rev-parse "refs/tags/$STABLE_TAG^{commit}")" ] || die "the checkout is not $STABLE_TAG. The running application was not touched."
echo "$STABLE_TAG is checked out beside: $(git -C "$next" rev-parse --short HEAD)"
build_in "$next"
version=$(package_version "$next")
out NEXT_DIR "$next"
out NEXT_VERSION "$version"
echo "built $version in $next"
