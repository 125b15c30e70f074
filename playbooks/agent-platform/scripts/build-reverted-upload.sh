# The deployed commit with one file from the stable tag, built beside. The version stays; what is reverted stands in the work tree.
need git node npm
file=app/api/upload/route.ts
next="$APP_DIR.next-$BACKOUT_STAMP"
git -C "$APP_DIR" cat-file -e "refs/tags/$STABLE_TAG:$file" 2> /dev/null || die "$file does not exist in $STABLE_TAG. Nothing was changed. Press the toggle or level 2 instead."
free_for "$APP_DIR" 2
fresh_beside "$next"
git -c advice.detachedHead=false clone --quiet --no-checkout "$APP_DIR" "$next" || die "the release could not be cloned. The running application was not touched."
git -C "$next" remote set-url origin "$(git -C "$APP_DIR" remote get-url origin)"
git -C "$next" -c advice.detachedHead=false checkout --quiet --detach "$(git -C "$APP_DIR" rev-parse HEAD)"
git -C "$next" checkout --quiet "refs/tags/$STABLE_TAG" -- "$file" || die "$file could not be taken from $STABLE_TAG. The running application was not touched."
[ ! -f "$APP_DIR/.env" ] || cp -p "$APP_DIR/.env" "$next/.env"
echo "$file is the one of $STABLE_TAG; everything else stays at $(git -C "$next" describe --tags --always)"
build_in "$next"
out NEXT_DIR "$next"
out NEXT_VERSION "$(package_version "$next")"
