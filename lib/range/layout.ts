import path from "node:path";

/** Where everything of a range lies below its root. Pure. */
export function rangeLayout(root: string) {
  const at = (...parts: string[]) => path.join(root, ...parts);
  return {
    root,
    /** Marks the directory as a range and holds its ports, so that a later start finds the same ones. */
    stateFile: at("range.json"),
    /** Built once, never written again: what a reset copies from. */
    prepared: at("prepared"),
    /** What a login finds in front of its PATH: node, npm, pm2, git. */
    bin: at("bin"),
    origin: at("origin", "app.git"),
    opt: at("opt"),
    app: at("opt", "app"),
    log: at("var", "log", "app.log"),
    appBackups: at("backups", "app-backups"),
    /** The application's memory database, in its tree. */
    memory: at("opt", "app", ".swarm", "memory.db"),
    memoryBackups: at("backups", "memory-backups"),
    npmCache: at("npm-cache"),
    /** The PostgreSQL cluster, where the machine has one. */
    pgData: at("pg", "data"),
    /** Dumps of the good database: what a reset copies into the backups. */
    pgDumps: at("pg", "dumps"),
    /** The memory database as it was before anything was broken. */
    memoryPristine: at("memory", "good.db"),
    ssh: at("ssh"),
    /** State of the runner that Backout sends over SSH. */
    runnerState: at("state"),
    /** Records, logs and stop files of the range's own processes. */
    run: at("run"),
  };
}

export type RangeLayout = ReturnType<typeof rangeLayout>;

/** The same for `prepared/` (and for a shared template): what is built once. */
export function preparedLayout(dir: string) {
  return {
    dir,
    tools: path.join(dir, "tools"),
    pm2: path.join(dir, "tools", "node_modules", "pm2", "bin", "pm2"),
    origin: path.join(dir, "origin.git"),
    npmCache: path.join(dir, "npm-cache"),
    tree: (tag: string) => path.join(dir, "trees", tag),
    /** The deployed v1.0.0 as an archive, without node_modules. */
    backup: path.join(dir, "backup.tar.gz"),
  };
}

export type PreparedLayout = ReturnType<typeof preparedLayout>;

/** The release that is known to be good, and the one that is deployed and broken. */
export const STABLE_TAG = "v1.0.0-stable";
export const BROKEN_TAG = "v1.1.0-agent-optimizations";
