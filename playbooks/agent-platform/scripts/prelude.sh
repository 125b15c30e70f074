# Functions of the agent platform's scripts. What they need arrives as environment: parameters, choices, captures of earlier steps.
[ -z "${NODE_PATH_DIRS-}" ] || PATH="$NODE_PATH_DIRS:$PATH"
export PATH PM2_HOME

need() {
  for tool in "$@"; do
    command -v "$tool" > /dev/null 2>&1 || die "$tool is not found on $BACKOUT_TARGET. Nothing was changed. Safe next: add its directory to NODE_PATH_DIRS of the target, then retry."
  done
}

# identity_of FILE: what a candidate stands for; another file behind the same name is not what was planned.
identity_of() { printf 'sha256:%s' "$(sha256sum < "$1" | cut -d ' ' -f 1)"; }

# bounded SECONDS COMMAND...: in the process group of the step, so that stopping the run reaches it too (GNU timeout would leave it).
bounded() {
  if timeout --foreground 1 true 2> /dev/null; then timeout --foreground "$@"; else timeout "$@"; fi
}

# HTTP, JSON and log positions by node: the target has it anyway, curl it may not have. Every request has its own time limit.
# shellcheck disable=SC2016
JS='
const http = require("node:http"), https = require("node:https"), fs = require("node:fs");
const [verb, ...args] = process.argv.slice(1);
const FEATURE = { ENABLE_PARALLEL_SPAWNING: "parallelSpawning", ENABLE_PARALLEL_UPLOADS: "parallelUploads", ENABLE_MCP_TRACKING: "mcpTracking" };
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const fail = (text) => { console.log(text); process.exit(1); };

// Always an answer: { status, json, ms }, with status 0 and `why` when none came.
function request(url, method, body, type) {
  return new Promise((resolve) => {
    const begin = performance.now();
    const headers = { "x-backout-probe": "1", ...(body ? { "content-type": type, "content-length": body.length } : {}) };
    const none = (why) => resolve({ status: 0, json: null, why, ms: 0 });
    const call = (url.startsWith("https:") ? https : http).request(url, { method, agent: false, timeout: 3000, headers }, (answer) => {
      let text = "";
      answer.on("data", (piece) => { if (text.length < 65536) text += piece; });
      answer.on("error", () => none("cut"));
      answer.on("end", () => {
        let json = null;
        try { json = JSON.parse(text); } catch {}
        resolve({ status: answer.statusCode, json, ms: performance.now() - begin });
      });
    });
    call.on("timeout", () => call.destroy(new Error("no answer within 3 s")));
    call.on("error", (error) => none(error.code || error.message));
    call.end(body);
  });
}

function said({ status, json, why }) {
  if (status === 0) return "no answer (" + why + ")";
  return ["HTTP " + status, json && json.status, json && json.version && "version " + json.version].filter(Boolean).join(", ");
}

// What is wrong with a health answer, or null. Wants: healthy, version=V, TOGGLE=true|false.
function wrong(answer, wants) {
  const { status, json } = answer;
  if (!json) return said(answer);
  for (const want of wants) {
    const [key, value] = want.split("=");
    if (key === "healthy" && (status !== 200 || json.status !== "healthy")) return said(answer);
    if (key === "version" && json.version !== value) return "version is " + json.version + ", not " + value;
    if (!FEATURE[key]) continue;
    if (!json.features) return "the health answer says nothing of its features";
    if (String(json.features[FEATURE[key]]) !== value) return FEATURE[key] + " is " + json.features[FEATURE[key]] + ", not " + value;
  }
  return null;
}

const verbs = {
  // wait URL SECONDS WANT...: three good answers in a row before the deadline.
  async wait([url, seconds, ...wants]) {
    const end = Date.now() + Number(seconds) * 1000;
    let good = 0, last = "never asked";
    while (Date.now() < end) {
      const answer = await request(url, "GET");
      const problem = wrong(answer, wants);
      last = problem || said(answer);
      good = problem ? 0 : good + 1;
      if (good === 3) return console.log(last + ", three times in a row");
      await pause(good ? 100 : 200);
    }
    fail(last);
  },

  // traffic BASE COUNT spawn|upload|both: prints answered, failed, cut, p95 and the codes.
  // While nobody listens (a restart for another reason) it waits, 20 s at most.
  async traffic([base, count, kind]) {
    const spawn = Buffer.from(JSON.stringify({ agents: [{ type: "researcher", name: "rollback-probe" }] }));
    const file = Buffer.alloc(2048, 65);
    const end = Date.now() + 20000, codes = {}, times = [];
    let failed = 0, cut = 0;
    while (times.length < Number(count) && Date.now() < end) {
      const isUpload = kind === "upload" || (kind === "both" && times.length % 3 === 2);
      const answer = isUpload
        ? await request(base + "/api/upload", "POST", file, "application/octet-stream")
        : await request(base + "/api/agents/spawn", "POST", spawn, "application/json");
      if (answer.status === 0) {
        if (answer.why !== "ECONNREFUSED") cut++;
        await pause(200);
        continue;
      }
      codes[answer.status] = (codes[answer.status] || 0) + 1;
      times.push(answer.ms);
      if (answer.status !== 200) failed++;
    }
    times.sort((a, b) => a - b);
    const p95 = Math.round(times[Math.floor(times.length * 0.95)] || 0);
    const listed = Object.entries(codes).map(([code, n]) => n + " x " + code).join(", ");
    console.log([times.length, failed, cut, p95, listed || "no answer"].join("\t"));
  },

  // stats URL: requests, failed ones, p95 and seconds of the window, as the running process counted them; none when it does not.
  async stats([url]) {
    const answer = await request(url, "GET"), stats = answer.json && answer.json.stats;
    if (!answer.json) fail(said(answer));
    console.log(!stats ? "none" : [stats.requests, stats.errors, stats.p95Ms, Math.round(stats.windowMs / 1000)].join(" "));
  },

  // kept BASE: fails when the application keeps something that a probe request made.
  async kept([base]) {
    const { json } = await request(base + "/api/agents", "GET");
    if (!json || !json.agents) return console.log("the application does not list what it keeps");
    const ours = json.agents.newest.filter((agent) => agent.name === "rollback-probe");
    if (ours.length > 0) fail(ours.length + " agents of probe requests were kept");
    console.log("nothing of them was kept");
  },

  freeport() {
    const server = require("node:net").createServer().listen(0, "127.0.0.1", () => {
      console.log(server.address().port);
      server.close();
    });
  },

  // pm2 NAME < jlist: only these fields; the list also holds the environment of the application.
  pm2([name]) {
    const text = fs.readFileSync(0, "utf8");
    let list;
    try { list = JSON.parse(text.slice(text.indexOf("["))); } catch { fail("pm2 gave no list"); }
    const app = list.find((entry) => entry.name === name);
    if (!app) fail("pm2 does not know " + name);
    console.log([app.pm2_env.status, app.pid || 0, app.pm2_env.restart_time, app.pm2_env.pm_uptime || 0].join(" "));
  },

  // pm2facts NAME < jlist: every process by name, never its environment; NAME comes first.
  pm2facts([name]) {
    const text = fs.readFileSync(0, "utf8");
    let list;
    try { list = JSON.parse(text.slice(text.indexOf("["))); } catch { fail("pm2 gave no list"); }
    const own = (entry) => (entry.name === name ? 0 : 1), mb = (bytes) => Math.round((bytes || 0) / 1048576);
    for (const { name: called, pid, pm2_env: env, monit } of [...list].sort((a, b) => own(a) - own(b))) {
      const up = env.status === "online" ? Math.round((Date.now() - env.pm_uptime) / 1000) + " s" : "not";
      console.log([called, env.status, "pid " + (pid || 0), env.restart_time + " restarts", "up " + up, mb(monit && monit.memory) + " MB", ((monit && monit.cpu) || 0) + " % cpu"].join(", "));
    }
    if (list.length === 0) console.log("pm2 knows no process");
  },

  // logstart FILE FROM STARTED_MS: the byte at which the process that started then begins to write. What the process before it
  // wrote until its end lies behind FROM too, and is not its own.
  logstart([file, from, started]) {
    if (!fs.existsSync(file)) return console.log(0);
    const fd = fs.openSync(file, "r"), { size } = fs.fstatSync(fd);
    const begin = Number(from) > size ? 0 : Number(from);
    const bytes = Buffer.alloc(size - begin);
    fs.readSync(fd, bytes, 0, bytes.length, begin);
    let at = 0;
    while (at < bytes.length) {
      const newline = bytes.indexOf(10, at), end = newline === -1 ? bytes.length : newline + 1;
      if (Date.parse(bytes.toString("latin1", at, Math.min(end, at + 24))) >= Number(started)) break;
      at = end;
    }
    console.log(begin + at);
  },
};
Promise.resolve(verbs[verb](args)).catch((error) => fail(error.message));
'
ask() { node -e "$JS" -- "$@"; }

# A pm2 command without a daemon would start a new, empty one.
pm2_alive() {
  [ -s "$PM2_HOME/pm2.pid" ] && kill -0 "$(cat "$PM2_HOME/pm2.pid")" 2> /dev/null
}
need_pm2() {
  need node pm2
  pm2_alive || die "pm2's daemon of $PM2_HOME does not run, or belongs to somebody else. Nothing was changed. Safe next: as its owner, pm2 resurrect, then retry."
}
# Prints: status pid restarts started-in-ms. Fails with the reason as its output.
pm2_app() { bounded 20 pm2 jlist --silent < /dev/null | ask pm2 "$PM2_APP"; }
# Runs pm2 with a short, known environment: --update-env would copy everything else into the application for good.
pm2_clean() {
  bounded 60 env -i HOME="$HOME" PATH="$PATH" PM2_HOME="$PM2_HOME" LANG=C.UTF-8 "$@" < /dev/null
}
# pm2_restart [--update-env [NAME=value...]]. Of an application that crashes by itself pm2 says "Process with pid ... already exists" while
# it waits to start it again; a stop ends the waiting.
pm2_restart() {
  flag=${1-}
  [ $# -eq 0 ] || shift
  said=$(pm2_clean "$@" pm2 restart "$PM2_APP" ${flag:+"$flag"} 2>&1) && return
  printf '%s\n' "$said" | sed "s/$(printf '\033')\[[0-9;]*m//g" | sed -n 's/^.*\[PM2\]\[ERROR\] */pm2 refused: /p'
  pm2_clean pm2 stop "$PM2_APP" --silent || return
  echo "stopped $PM2_APP; starting it again"
  pm2_clean "$@" pm2 restart "$PM2_APP" ${flag:+"$flag"} --silent
}
# probe_requests COUNT spawn|upload|both: sends marked requests, which the application does not keep, and sets answered failed cut p95 codes.
probe_requests() {
  found=$(ask traffic "$APP_URL" "$1" "$2") || { detail "$found"; exit 1; }
  # shellcheck disable=SC2034
  IFS="$(printf '\t')" read -r answered failed cut p95 codes << FOUND
$found
FOUND
  [ "$answered" -ge "$1" ] || undecided "only $answered of $1 probe requests were answered in 20 s ($codes)"
}
none_failed() { [ "$failed" -eq 0 ] || { detail "$failed of $answered probe requests failed ($codes)"; exit 1; }; }
none_cut() { [ "$cut" -eq 0 ] || { detail "$cut probe requests were cut off or not answered in time"; exit 1; }; }
# seen PATTERN: how many lines since the switch match.
seen() { log_since_switch | grep -c "$1" || true; }
log_bytes() { if [ -f "$APP_LOG" ]; then wc -c < "$APP_LOG" | tr -d ' '; else echo 0; fi; }
# The clock of a watch starts again after a crossed limit: what was logged until then is not held against what follows.
watch_restarted() { LOG_OFFSET=$(log_bytes); }
# From the beginning when the log was rotated since.
log_since_switch() {
  [ -f "$APP_LOG" ] || return 0
  from=${LOG_OFFSET:-0}
  [ "$from" -le "$(log_bytes)" ] || from=0
  tail -c "+$((from + 1))" "$APP_LOG"
}

# started BYTES: what the proofs compare with, of the process that was started just now. BYTES: size of the log before.
started() {
  now=$(pm2_app) || die "$now, after the restart. Safe next: look at pm2 on the target, then retry this step."
  before_bytes=$1
  # shellcheck disable=SC2086
  set -- $now
  out APP_RESTARTS "$3"
  out LOG_OFFSET "$(ask logstart "$APP_LOG" "$before_bytes" "$4")"
  echo "pm2 says $1, pid $2, $3 restarts so far"
}

# Restarts with KEY=VALUE... in pm2's own environment too: .env and pm2 agree, so it does not matter which of them wins.
restart_with() {
  need_pm2
  echo "restarting $PM2_APP"
  bytes=$(log_bytes)
  pm2_restart --update-env "$@" || die "pm2 could not restart $PM2_APP. .env is as the step before left it. Safe next: retry; if pm2 does not know it, level 2."
  started "$bytes"
}

# Sets KEY=false for each key in .env: older lines of these keys go, everything else stays byte for byte, mode and owner too.
set_toggles() {
  need node
  [ -f "$APP_DIR/.env" ] || die "$APP_DIR/.env is missing. Nothing was changed."
  ( umask 077 && mkdir -p "$SAFETY_DIR" ) || die "$SAFETY_DIR cannot be made. Nothing was changed."
  snapshot="$SAFETY_DIR/env-before-$BACKOUT_STAMP-$BACKOUT_RUN"
  # A repeated attempt keeps the first copy: a later one would hold our own change.
  if [ ! -e "$snapshot" ]; then
    ( umask 077 && cp "$APP_DIR/.env" "$snapshot.part" && mv "$snapshot.part" "$snapshot" ) || die "a copy of .env cannot be kept in $SAFETY_DIR. Nothing was changed."
  fi
  out ENV_SNAPSHOT "$snapshot"
  out TOGGLES "$*"
  write_env false "$@"
  echo "switched off in .env: $*"
  echo "the file as it was is kept: $snapshot (mode 600)"
}

# write_env false|FROM:FILE KEY...: bytes, not text; replaced in one rename after it was read back. Whatever goes wrong leaves the file as it was.
write_env() {
  # shellcheck disable=SC2016
  node -e '
    const fs = require("node:fs");
    const [named, value, ...keys] = process.argv.slice(1);
    const file = fs.realpathSync(named), part = file + ".backout-part";
    const keyOf = (line) => (/^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=/.exec(line) || [])[1];
    const linesOf = (name) => { const lines = fs.readFileSync(name, "latin1").split("\n"); if (lines.at(-1) === "") lines.pop(); return lines; };
    const isOurs = (line) => keys.includes(keyOf(line));
    const wanted = value.startsWith("FROM:") ? linesOf(value.slice(5)).filter(isOurs) : keys.map((key) => key + "=" + value);
    const text = [...linesOf(file).filter((line) => !isOurs(line)), ...wanted].map((line) => line + "\n").join("");
    const { mode, uid, gid } = fs.statSync(file);
    try {
      fs.rmSync(part, { force: true });
      const fd = fs.openSync(part, "wx", 0o600);
      fs.writeFileSync(fd, text, "latin1");
      fs.fchownSync(fd, uid, gid);
      fs.fchmodSync(fd, mode & 0o777);
      fs.fsyncSync(fd);
      fs.closeSync(fd);
      if (fs.readFileSync(part, "latin1") !== text) throw new Error("what was written does not read back");
      fs.renameSync(part, file);
    } catch (error) {
      try { fs.rmSync(part, { force: true }); } catch {}
      console.log(error.message);
      process.exit(1);
    }
  ' -- "$APP_DIR/.env" "$@" || die "$APP_DIR/.env could not be written; it is as it was. The application was not restarted."
}

# value_of KEY FILE: the last line counts, as for dotenv; nothing when there is none.
value_of() {
  sed -n "s/^[[:space:]]*\(export[[:space:]]\{1,\}\)\{0,1\}$1[[:space:]]*=[[:space:]]*//p" "$2" | tail -n 1 | tr -d "\"'\r" | sed 's/[[:space:]]*\(#.*\)\{0,1\}$//'
}

# A directory beside APP_DIR that belongs to this run and may be made anew.
fresh_beside() {
  case $1 in
    "$APP_DIR".next-"$BACKOUT_STAMP" | "$APP_DIR".restore-"$BACKOUT_STAMP") rm -rf -- "${1:?}" ;;
    *) die "$1 is not a directory of this run" ;;
  esac
}

# room_for KILOBYTES DIR: that much is free where DIR lies.
room_for() {
  have=$(df -Pk "$2" | awk 'NR == 2 { print $4 }')
  [ "$have" -gt "$1" ] || die "$((have / 1024)) MB are free in $2, $(($1 / 1024)) MB are needed. Nothing was changed. Safe next: make room, then retry."
}
tree_kb() { du -sk "$APP_DIR" | cut -f1; }

# clone_beside DIR COMMIT: the repository of the application with that commit checked out, and today's .env.
clone_beside() {
  room_for $(($(tree_kb) * 2 + 51200)) "$(dirname "$APP_DIR")"
  fresh_beside "$1"
  bounded 120 git clone --quiet --no-checkout -- "$APP_DIR" "$1" < /dev/null || die "the repository of $APP_DIR could not be cloned. The running application was not touched."
  origin=$(git -C "$APP_DIR" remote get-url origin 2> /dev/null) || origin=
  [ -z "$origin" ] || git -C "$1" remote set-url origin "$origin"
  git -C "$1" -c advice.detachedHead=false checkout --quiet --detach "$2" || die "$2 could not be checked out. The running application was not touched."
  [ ! -f "$APP_DIR/.env" ] || cp -p "$APP_DIR/.env" "$1/.env"
}

# build_in DIR: dependencies as the lock file says, build tools included; then the build; then without the build tools.
build_in() {
  need node npm git
  cd -- "$1"
  [ -s package-lock.json ] || die "the release has no package-lock.json, so its dependencies are not known. The running application was not touched."
  echo "npm ci (build tools included)"
  bounded 300 npm ci --include=dev --no-audit --no-fund --loglevel=error < /dev/null || die "npm ci failed. The running application was not touched."
  echo "npm run build"
  bounded 300 env NODE_ENV=production npm run --silent build < /dev/null || die "the build failed. The running application was not touched."
  bounded 120 npm prune --omit=dev --no-audit --no-fund --loglevel=error < /dev/null || die "npm prune failed. The running application was not touched."
  [ -s "$(entry_of .)" ] || die "the build left no $(entry_of .). The running application was not touched."
}
package_field() { node -p 'JSON.parse(require("node:fs").readFileSync(process.argv[1] + "/package.json", "utf8"))[process.argv[2]]' "$1" "$2"; }
package_version() { package_field "$1" version; }
entry_of() { package_field "$1" main; }
