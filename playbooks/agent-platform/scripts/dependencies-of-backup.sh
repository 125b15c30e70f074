need node npm
cd -- "$NEXT_DIR"
built=$(node -p 'try { JSON.parse(require("node:fs").readFileSync("dist/build-manifest.json", "utf8")).version } catch { "" }')
if [ "$built" = "$NEXT_VERSION" ] && [ -s "$(entry_of .)" ]; then
  bounded 300 npm ci --omit=dev --no-audit --no-fund --loglevel=error < /dev/null || die "npm ci failed. The running application was not touched."
  echo "dependencies installed; the backup's own build of $built is used"
else
  echo "the backup has no build of $NEXT_VERSION; building"
  build_in "$NEXT_DIR"
fi
