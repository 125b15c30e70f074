// Writes dist/build-manifest.json: which commit the build was made of.
const { execFileSync } = require("node:child_process");
const { writeFileSync } = require("node:fs");
const path = require("node:path");
const root = path.dirname(__dirname);
const { version } = require("../package.json");

const commit = execFileSync("git", ["-C", root, "rev-parse", "HEAD"], { encoding: "utf8" }).trim();
const manifest = { version, commit, builtAt: new Date().toISOString() };
writeFileSync(path.join(root, "dist", "build-manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
console.log(`built ${version} (${commit.slice(0, 8)})`);
