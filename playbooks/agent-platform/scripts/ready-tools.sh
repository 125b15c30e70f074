# What a build beside needs; the directories of node come from NODE_PATH_DIRS.
need git node npm pm2 tar gzip sha256sum
git -C "$APP_DIR" rev-parse --git-dir > /dev/null 2>&1 || die "$APP_DIR is not a usable git work tree. Nothing was changed. Safe next: level 3 does not need it; else deploy it from git again."
echo "git, node $(node -p process.versions.node), npm, pm2, tar, gzip and sha256sum are there"
