need node npm
cd -- "$NEXT_DIR"
built=$(node -p 'try { JSON.parse(require("node:fs").readFileSync("dist/build-manifest.json", "utf8")).version } catch { "" }')
if [ "$built" = "$NEXT_VERSION" ] && [ -s "$(node -p 'require("./package.json").main')" ]; then
  timeout 300 npm ci --omit=dev --no-audit --no-fund --loglevel=error < /dev/null || die "npm ci failed. The running application was not touched."
  echo "the backup's own build is used: $built"
else
  echo "the backup has no build of $NEXT_VERSION; building"
  build_in "$NEXT_DIR"
fi
