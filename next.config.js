/** @type {import("next").NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  serverExternalPackages: ["node-ssh", "ssh2", "cpu-features", "pg", "pg-boss", "pino", "@prisma/client", "@prisma/adapter-pg", "better-auth"],
  turbopack: { root: import.meta.dirname },
};
export default config;
