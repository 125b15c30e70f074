# The deployed commit with one file from the stable tag, built beside. The version stays; what is reverted stands in the work tree.
need git node npm
file=app/api/upload/route.ts
next="$APP_DIR.next-$BACKOUT_STAMP"
git -C "$APP_DIR" cat-file -e "refs/tags/$STABLE_TAG:$file" 2> /dev/null || die "$file does not exist in $STABLE_TAG. Nothing was changed. Safe next: the toggle, or level 2."
clone_beside "$next" "$(git -C "$APP_DIR" rev-parse HEAD)"
git -C "$next" checkout --quiet "refs/tags/$STABLE_TAG" -- "$file" || die "$file could not be taken from $STABLE_TAG. The running application was not touched."
echo "$file is the one of $STABLE_TAG; everything else stays at $(git -C "$next" describe --tags --always)"
build_in "$next"
out NEXT_DIR "$next"
out NEXT_VERSION "$(package_version "$next")"
echo "built in $next"
