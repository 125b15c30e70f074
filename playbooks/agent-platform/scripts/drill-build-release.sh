need git node npm
next="$APP_DIR.next-$BACKOUT_STAMP"
clone_beside "$next" "refs/tags/$RELEASE_TAG"
echo "$RELEASE_TAG is checked out beside: $(git -C "$next" rev-parse --short HEAD)"
build_in "$next"
version=$(package_version "$next")
out NEXT_DIR "$next"
out NEXT_VERSION "$version"
echo "built $version in $next"
