/** `command` is one logical line, `script` the whole text for traps that need two commands. */
export type Trap = { id: string; message: string; matches: (command: string, script: string) => boolean };

const has = (pattern: RegExp) => (command: string) => pattern.test(command);
/** The first pattern without the second. */
const without = (pattern: RegExp, needed: RegExp) => (command: string) =>
  pattern.test(command) && !needed.test(command);

/** Each was seen to fail on a real target; the message says how, and what was verified instead. */
export const TRAPS: readonly Trap[] = [
  {
    id: "health-check-passes-on-500",
    message: "curl ends with 0 on HTTP 500: add --fail, and compare the body",
    matches: without(/\bcurl\b/, /\s(--fail|--fail-with-body|-[a-zA-Z]*f[a-zA-Z]*)\b/),
  },
  {
    id: "health-check-hangs",
    message: "waits for ever on a process that accepts and does not answer: add --max-time",
    matches: without(/\b(curl|wget)\b/, /\s(--max-time|-[a-zA-Z]*m|--timeout|-T)[\s=]?\d/),
  },
  {
    id: "psql-goes-on-after-errors",
    message:
      "psql ends with 0 after failed statements: add -v ON_ERROR_STOP=1 and --single-transaction, restore into a new database",
    matches: (command) => /\bpsql\b/.test(command.replace(/^\s*need\s.*/, "")) && !/ON_ERROR_STOP/.test(command),
  },
  {
    id: "drops-a-database",
    message: "cannot be undone, and fails while one session is open: restore beside, prove, then swap by rename",
    // What a run made beside and nobody has used may go: the variable that names it says so.
    matches: has(/\b(DROP\s+DATABASE\s+(?!(IF\s+EXISTS\s+)?:"beside")|dropdb\b)/i),
  },
  {
    id: "copies-an-open-database",
    message:
      "a copy of an SQLite file lacks what lies in its WAL, and under the name of the old one the old WAL is played into it: .backup, then swap by rename",
    matches: has(/\b(cp|mv|scp|rsync)\b[^|;&]*\.(db|sqlite3?)\b/),
  },
  {
    id: "never-ends",
    message: "follows for ever: read from a byte offset, with a deadline",
    matches: has(/\btail\b[^|;&]*\s(-[a-zA-Z0-9]*[fF]\b|--follow)/),
  },
  {
    id: "never-ends",
    message: "streams for ever: add --nostream --raw",
    matches: without(/\bpm2\s+logs?\b/, /--nostream\b/),
  },
  {
    id: "never-ends",
    message: "is a screen program that never returns: use pm2 jlist",
    matches: has(/\bpm2\s+(monit|dash)\b/),
  },
  {
    id: "never-ends",
    message: "follows for ever: leave -f out",
    matches: has(/\b((docker|podman)(\s+compose)?\s+logs|journalctl)\b.*\s(-[a-zA-Z]*f\b|--follow\b)/),
  },
  {
    id: "lock-file-removed",
    message: "npm ci refuses without a lock file, after the modules are gone: keep it",
    matches: has(/\brm\b.*\b(package-lock\.json|npm-shrinkwrap\.json)/),
  },
  {
    id: "ends-processes-by-name",
    message: "also ends processes of others with that name: end a process by its id",
    matches: has(/\b(pkill|killall)\b|\bkill\b.*\$\(\s*(pgrep|pidof)\b/),
  },
  {
    id: "cd-then-anything",
    message: "a cd that fails runs the rest in the wrong directory: one command a line under set -e, or &&",
    matches: has(/\bcd\s+[^;&|]+;/),
  },
  {
    id: "rm-of-a-variable",
    message: "an empty variable removes something else: check it first, and let the shell refuse (the :? form)",
    matches: (command) =>
      [...command.matchAll(/\brm\s+(?:-\S+\s+)*-[a-zA-Z]*[rR][^;&|]*/g)].some(([removal]) =>
        removal.replaceAll(/\$\{\w+:\?[^}]*\}/g, "").includes("$"),
      ),
  },
  {
    id: "runs-what-is-newest-today",
    message:
      "fetches and runs whatever version is newest today, or asks and hangs: install a pinned version before, use npx --no-install",
    matches: without(/\bnpx\b/, /--no-install\b|npx\s+(-\S+\s+)*\S+@\d+\.\d+\.\d+/),
  },
  {
    id: "newest-tag-by-text",
    message:
      "text order puts v1.9 behind v1.10, and names say nothing of health: take ancestors of HEAD that the deployment record proves",
    matches: has(/\bgit\b.*\btag\b.*\|.*\b(grep|tail|sort)\b/),
  },
  {
    id: "checkout-of-a-name",
    message:
      "a branch of that name wins, and a changed tree refuses: check out refs/tags/NAME with --detach, in a clone beside",
    matches: without(/\bgit\b[^|;&]*\scheckout\s/, /--detach\b|\brefs\/|\s-b\b/),
  },
  {
    id: "network-without-a-limit",
    message:
      "hangs on a server that accepts and never answers, or asks for a password: limit the time, GIT_TERMINAL_PROMPT=0",
    matches: without(/\bgit\b.*\b(fetch|pull|ls-remote)\b/, /\b(timeout|bounded)\s+\d/),
  },
  {
    id: "restart-keeps-the-old-environment",
    message:
      "pm2 restarts with the environment that it has stored: add --update-env under a short, known environment, and set .env too",
    matches: (command, script) =>
      /\bpm2\s+(restart|reload)\b/.test(command) &&
      !/--update-env\b/.test(command) &&
      /^\s*export\s+[A-Z_]+=/m.test(script),
  },
  {
    id: "starts-a-script-of-that-name",
    message: "starts a file or folder of that name when pm2 does not know it: pm2 start ECOSYSTEM --only NAME",
    matches: without(/\bpm2\s+start\b/, /--only\b|\bpm2\s+start\s+\S*\.(js|cjs|json|config)/),
  },
  {
    id: "prints-secrets",
    message: "prints secrets into the transcript: show names of keys only",
    matches: has(/\b(cat|head|tail|less|more)\b[^|;&]*\.env\b|\bprintenv\b|\bpm2\s+env\b/),
  },
  {
    id: "appends-to-env",
    message:
      "glues to the last value when the file has no final newline, and piles up: replace the key in a copy, then rename",
    matches: has(/>>\s*\S*\.env\b/),
  },
  {
    id: "build-without-build-tools",
    message: "the build tools are development dependencies: npm ci --include=dev, build, then npm prune --omit=dev",
    matches: (command, script) =>
      /\bnpm\s+(ci|install|i)\b.*(--production\b|--omit[= ]dev\b)/.test(command) &&
      /\bnpm\s+run\s+(-\S+\s+)*build\b/.test(script),
  },
  {
    id: "install-changes-the-lock",
    message: "may change the lock file and fetch newer versions: npm ci",
    matches: has(/\bnpm\s+(install|i)\b/),
  },
  {
    id: "fixed-wait",
    message: "too short or too long: ask again and again until a deadline",
    matches: has(/\bsleep\s+([5-9]|\d{2,})\b/),
  },
  {
    id: "readable-by-everybody",
    message:
      "a file in /tmp is readable by every user and may vanish at a reboot: umask 077 and a directory of its own",
    matches: has(/(>>?\s*|-\S*f\s+|\bcp\b.*\s)\/tmp\//),
  },
];
