/** All that PostgreSQL's processes get of an environment: English messages, UTC, and none of our secrets. */
export const serverEnvironment: NodeJS.ProcessEnv = {
  NODE_ENV: "production",
  LC_ALL: "C",
  TZ: "UTC",
  PATH: "/usr/local/bin:/usr/bin:/bin",
};
