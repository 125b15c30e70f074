/** All that PostgreSQL's processes get of an environment: English messages, UTC, and none of our secrets. */
export const serverEnvironment = { LC_ALL: "C", TZ: "UTC", PATH: "/usr/local/bin:/usr/bin:/bin" };
