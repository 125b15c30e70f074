/** @type {import("next").NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  // Types are checked by `npm test` and `npm run verify`, tests included; a demo need not wait for that.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: [
    "node-ssh",
    "ssh2",
    "cpu-features",
    "pg",
    "pg-boss",
    "pino",
    "@prisma/client",
    "@prisma/adapter-pg",
    "better-auth",
  ],
  turbopack: { root: import.meta.dirname },
};
export default config;
