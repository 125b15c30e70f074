import path from "node:path";

/**
 * What the `agent-platform` playbook has to know about one target. Every value is a plain string, handed to the scripts
 * as an environment variable of the same name. Paths are absolute, as seen on the target.
 */
export type AgentPlatformParameters = {
  /** The deployed application: a git work tree with `.env`, `dist/server.js` and `node_modules`. A real directory, swapped by rename. */
  APP_DIR: string;
  /** Name of the application in pm2. */
  PM2_APP: string;
  /** pm2's own directory. pm2 asked with another one starts a new, empty daemon: check `$PM2_HOME/pm2.pid` first. */
  PM2_HOME: string;
  /** pm2 ecosystem file that declares PM2_APP; lies outside APP_DIR so that a swap does not move it. */
  ECOSYSTEM: string;
  /** Health address as reached on the target itself. Its answer: `{status, version, timestamp, db, features, stats}`. */
  HEALTH_URL: string;
  /** Health address as users reach it, asked by the engine and not on the target. */
  PUBLIC_URL: string;
  /** Address the application's routes start at (`POST $APP_URL/api/agents/spawn`, `POST $APP_URL/api/upload`); no trailing slash. */
  APP_URL: string;
  /** Log of the application: `<ISO time> <LEVEL> [area] text` a line. Appended to across restarts, so read it from a byte offset. */
  APP_LOG: string;
  /** Application backups: `backup-<stamp>.tar.gz` with `backup-<stamp>.tar.gz.sha256` beside it (sha256sum format). */
  BACKUP_DIR: string;
  /** Database backups; may be empty, and is where no database is configured. */
  DB_BACKUP_DIR: string;
  /** Where a rollback puts its own safety copies (0700). Never among the backups, or the broken state becomes a candidate. */
  SAFETY_DIR: string;
  /**
   * Deployment record, one JSON object a line, oldest first: `{at, tag, commit, result}` with `at` ISO 8601 UTC, `commit` the full
   * sha that `tag` stood for on that day, and `result` `"healthy"` (served and was watched) or `"unknown"`. The last proven stable
   * release is the newest healthy line whose tag still resolves to that commit.
   */
  DEPLOY_LOG: string;
  /** Directories with node, npm, pm2 and git, joined by `:`, to be put in front of PATH: a non-interactive login has a bare one. */
  NODE_PATH_DIRS: string;
};

export type ParameterInputs = { root: string; appPort: number; pm2Home: string; pathDirs: readonly string[] };

/** Where each parameter points in a range at `root`. Pure. */
export function rangeParameters({ root, appPort, pm2Home, pathDirs }: ParameterInputs): AgentPlatformParameters {
  const appUrl = `http://127.0.0.1:${appPort}`;
  return {
    APP_DIR: path.join(root, "opt", "app"),
    PM2_APP: "app",
    PM2_HOME: pm2Home,
    ECOSYSTEM: path.join(root, "opt", "ecosystem.config.cjs"),
    HEALTH_URL: `${appUrl}/api/health`,
    PUBLIC_URL: `${appUrl}/api/health`,
    APP_URL: appUrl,
    APP_LOG: path.join(root, "var", "log", "app.log"),
    BACKUP_DIR: path.join(root, "backups", "app-backups"),
    DB_BACKUP_DIR: path.join(root, "backups", "db-backups"),
    SAFETY_DIR: path.join(root, "backups", "before-rollback"),
    DEPLOY_LOG: path.join(root, "opt", "deployments.log"),
    NODE_PATH_DIRS: pathDirs.join(":"),
  };
}
