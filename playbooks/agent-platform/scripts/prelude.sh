# Functions of the agent platform's scripts. Everything they need arrives as environment: parameters, choices, captures of earlier steps.
[ -z "${NODE_PATH_DIRS-}" ] || PATH="$NODE_PATH_DIRS:$PATH"
export PATH PM2_HOME

need() {
  for tool in "$@"; do
    command -v "$tool" > /dev/null 2>&1 || die "$tool is not found on $BACKOUT_TARGET. Nothing was changed. Add its directory to NODE_PATH_DIRS of the target."
  done
}

# HTTP and JSON by node: the target has it anyway, curl it may not have. Every request has its own time limit.
# shellcheck disable=SC2016
JS='
const http = require("node:http"), https = require("node:https");
const [verb, ...args] = process.argv.slice(1);
const FEATURE = { ENABLE_PARALLEL_SPAWNING: "parallelSpawning", ENABLE_PARALLEL_UPLOADS: "parallelUploads", ENABLE_MCP_TRACKING: "mcpTracking" };
const pause = (ms) => new Promise((r) => setTimeout(r, ms));
const fail = (text) => { console.log(text); process.exit(1); };
function request(url, method, body, type) {
  return new Promise((resolve) => {
    const begin = performance.now();
    const headers = { "x-backout-probe": "1", ...(body ? { "content-type": type, "content-length": body.length } : {}) };
    const q = (url.startsWith("https:") ? https : http).request(url, { method, agent: false, timeout: 3000, headers }, (m) => {
      let text = ""; m.on("data", (d) => { if (text.length < 65536) text += d; });
      m.on("end", () => { let json = null; try { json = JSON.parse(text); } catch {} resolve({ status: m.statusCode, json, ms: performance.now() - begin }); });
      m.on("error", () => resolve({ status: 0, json: null, why: "cut", ms: 0 }));
    });
    q.on("timeout", () => q.destroy(new Error("no answer within 3 s")));
    q.on("error", (e) => resolve({ status: 0, json: null, why: e.code || e.message, ms: 0 }));
    q.end(body);
  });
}
const said = (a) => a.status === 0 ? "no answer (" + a.why + ")" : "HTTP " + a.status + (a.json && a.json.status ? ", " + a.json.status : "") + (a.json && a.json.version ? ", version " + a.json.version : "");
function wrong(a, wants) {
  if (!a.json) return said(a);
  for (const want of wants) {
    const [key, value] = want.split("=");
    if (key === "healthy" && (a.status !== 200 || a.json.status !== "healthy")) return said(a);
    if (key === "version" && a.json.version !== value) return "version is " + a.json.version + ", not " + value;
    if (FEATURE[key] && a.json.features && String(a.json.features[FEATURE[key]]) !== value) return FEATURE[key] + " is " + a.json.features[FEATURE[key]] + ", not " + value;
    if (FEATURE[key] && !a.json.features) return "the health answer says nothing of its features";
  }
  return null;
}
const verbs = {
  // wait URL SECONDS WANT...: three good answers in a row before the deadline.
  async wait([url, seconds, ...wants]) {
    const end = Date.now() + Number(seconds) * 1000; let good = 0, last = "never asked";
    while (Date.now() < end) {
      const a = await request(url, "GET"); const w = wrong(a, wants); last = w || said(a); good = w ? 0 : good + 1;
      if (good === 3) return console.log(last + ", three times in a row");
      await pause(good ? 100 : 200);
    }
    fail(last);
  },
  async version([url]) { const a = await request(url, "GET"); if (!a.json || !a.json.version) fail(said(a)); console.log(a.json.version); },
  // traffic BASE COUNT KIND: only answers count; a restart of the application for another reason is waited out.
  async traffic([base, count, kind]) {
    const spawn = Buffer.from(JSON.stringify({ agents: [{ type: "researcher", name: "rollback-probe" }] })), file = Buffer.alloc(2048, 65);
    let sent = 0, failed = 0, refused = 0; const codes = {}, times = []; const end = Date.now() + 20000;
    while (sent < Number(count) && Date.now() < end) {
      const a = kind === "upload" || (kind === "both" && sent % 3 === 2) ? await request(base + "/api/upload", "POST", file, "application/octet-stream") : await request(base + "/api/agents/spawn", "POST", spawn, "application/json");
      if (a.status === 0 && a.why === "ECONNREFUSED") { refused++; await pause(200); continue; }
      sent++; codes[a.status] = (codes[a.status] || 0) + 1; times.push(a.ms); if (a.status !== 200) failed++;
    }
    times.sort((x, y) => x - y);
    console.log([sent, failed, refused, Math.round(times[Math.floor(times.length * 0.95)] || 0), Object.entries(codes).map(([c, n]) => n + "x" + c).join(" ") || "none"].join("\t"));
  },
  freeport() { const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); }); },
  // pm2 NAME < jlist: only these four fields; the list also holds the environment of the application.
  pm2([name]) {
    const text = require("node:fs").readFileSync(0, "utf8"); let list; try { list = JSON.parse(text.slice(text.indexOf("["))); } catch { fail("pm2 gave no list"); }
    const app = list.find((x) => x.name === name); if (!app) fail("pm2 does not know " + name);
    console.log([app.pm2_env.status, app.pid || 0, app.pm2_env.restart_time, app.pm2_env.exec_mode].join(" "));
  },
};
Promise.resolve(verbs[verb](args)).catch((e) => fail(e.message));
'
ask() { node -e "$JS" -- "$@"; }

# A pm2 command without a daemon would start a new, empty one.
pm2_alive() {
  [ -s "$PM2_HOME/pm2.pid" ] && kill -0 "$(cat "$PM2_HOME/pm2.pid")" 2> /dev/null
}
need_pm2() {
  need node pm2
  pm2_alive || die "pm2's daemon of $PM2_HOME does not run (or belongs to somebody else). Nothing was changed. Start it as its owner: pm2 resurrect"
}
# Prints: status pid restarts mode
pm2_app() { timeout 20 pm2 jlist --silent < /dev/null | ask pm2 "$PM2_APP"; }
# Runs pm2 with a short, known environment: --update-env would copy everything else into the application for good.
pm2_clean() {
  timeout 60 env -i HOME="$HOME" PATH="$PATH" PM2_HOME="$PM2_HOME" LANG=C.UTF-8 "$@" < /dev/null
}
log_bytes() { if [ -f "$APP_LOG" ]; then wc -c < "$APP_LOG" | tr -d ' '; else echo 0; fi; }
log_since_switch() { [ ! -f "$APP_LOG" ] || tail -c "+$((${LOG_OFFSET:-0} + 1))" "$APP_LOG"; }

# Sets KEY=false for each key in .env: older values go, the rest stays byte for byte, mode and owner too.
set_toggles() {
  need node
  [ -f "$APP_DIR/.env" ] && [ -w "$APP_DIR/.env" ] || die "$APP_DIR/.env is missing or not writable. Nothing was changed."
  mkdir -p "$SAFETY_DIR" && chmod 700 "$SAFETY_DIR"
  snapshot="$SAFETY_DIR/env-before-$BACKOUT_RUN"
  # A repeated attempt keeps the first snapshot: the later one would hold our own change.
  [ -e "$snapshot" ] || { ( umask 077; cp "$APP_DIR/.env" "$snapshot.part" ); mv "$snapshot.part" "$snapshot"; }
  out ENV_SNAPSHOT "$snapshot"
  out TOGGLES "$*"
  write_env "$APP_DIR/.env" false "$@"
  echo "switched off in .env: $* (a copy of the file as it was is kept, mode 600)"
}

# write_env FILE VALUE|FROM:FILE KEY...
write_env() {
  file=$1
  value=$2
  shift 2
  # shellcheck disable=SC2016
  node -e '
    const fs = require("node:fs"); const [file, value, ...keys] = process.argv.slice(1);
    const of = (line) => { const m = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=/.exec(line); return m ? m[1] : null; };
    const old = fs.readFileSync(file, "utf8"); const kept = old.split("\n").filter((l, i, all) => !(i === all.length - 1 && l === "") && !keys.includes(of(l)));
    let added = keys.map((k) => k + "=" + value);
    if (value.startsWith("FROM:")) added = fs.readFileSync(value.slice(5), "utf8").split("\n").filter((l) => keys.includes(of(l)));
    const stat = fs.statSync(file), part = file + ".backout-part";
    const fd = fs.openSync(part, "w", stat.mode & 0o777); fs.writeSync(fd, [...kept, ...added].join("\n") + "\n"); fs.fsyncSync(fd); fs.closeSync(fd);
    fs.chmodSync(part, stat.mode & 0o777); try { fs.chownSync(part, stat.uid, stat.gid); } catch {}
    fs.renameSync(part, file);
  ' "$file" "$value" "$@"
}

# Restarts the application with KEY=VALUE... in pm2's environment too: .env and pm2 agree, so it does not matter which of them wins.
restart_with() {
  need_pm2
  before=$(pm2_app) || die "$before. Nothing was restarted. Start it from $ECOSYSTEM first."
  out LOG_OFFSET "$(log_bytes)"
  pm2_clean "$@" pm2 restart "$PM2_APP" --update-env --silent || die "pm2 could not restart $PM2_APP. It was: $before"
  after=$(pm2_app) || die "$after after the restart"
  # shellcheck disable=SC2086
  set -- $after
  out APP_RESTARTS "$3"
  echo "restarted: was $before, is $after (status, pid, restarts, mode)"
}

# The fields that the proofs compare with.
note_process() {
  now=$(pm2_app) || die "$now"
  # shellcheck disable=SC2086
  set -- $now
  out APP_RESTARTS "$3"
}

# A directory beside APP_DIR that belongs to this run and may be made anew.
fresh_beside() {
  case $1 in "$APP_DIR".*-"$BACKOUT_STAMP") rm -rf "$1" ;; *) die "$1 is not a directory of this run" ;; esac
}

# free_for DIR FACTOR: room for FACTOR times the tree, and 50 MB.
free_for() {
  want=$(($(du -sk "$1" | cut -f1) * $2 + 51200))
  have=$(df -Pk "$(dirname "$APP_DIR")" | awk 'NR == 2 { print $4 }')
  [ "$have" -gt "$want" ] || die "$((have / 1024)) MB are free beside $APP_DIR, $((want / 1024)) MB are needed. Nothing was changed. Make room, then retry."
}

# build_in DIR: dependencies as the lock file says, build tools included, then without them.
build_in() {
  need node npm git
  cd -- "$1"
  [ -s package-lock.json ] || die "the release has no package-lock.json, so its dependencies are not known. Nothing was changed."
  echo "npm ci (build tools included)"
  timeout 300 npm ci --include=dev --no-audit --no-fund --loglevel=error < /dev/null || die "npm ci failed. The running application was not touched."
  echo "npm run build"
  NODE_ENV=production timeout 300 npm run --silent build < /dev/null || die "the build failed. The running application was not touched."
  timeout 120 npm prune --omit=dev --no-audit --no-fund --loglevel=error < /dev/null || die "npm prune failed. The running application was not touched."
  main=$(node -p 'require("./package.json").main')
  [ -s "$main" ] || die "the build left no $main. The running application was not touched."
}
package_version() { node -p 'JSON.parse(require("node:fs").readFileSync(process.argv[1] + "/package.json", "utf8")).version' "$1"; }
