import { bin, run } from "./process.ts";
import { fingerprint, unlessStamped } from "./stamp.ts";

const pageSources = ["app", "components", "lib", "public", "prisma/schema.prisma"];
const settings = ["package.json", "package-lock.json", "next.config.js", "tsconfig.json", "postcss.config.mjs"];

/** The Prisma client, when the schema or Prisma changed. */
export async function generate(): Promise<void> {
  const stamp = fingerprint(["prisma/schema.prisma", "package-lock.json"]);
  await unlessStamped("generated/.stamp", stamp, () => run(bin("prisma"), ["generate"], { env: { CI: "true" } }));
}

/** The production build, when anything that goes into it changed. */
export async function build(): Promise<void> {
  await generate();
  const stamp = fingerprint([...pageSources, ...settings], [process.version]);
  await unlessStamped(".next/.stamp", stamp, async () => {
    console.log("Building the pages (first start, or sources changed). This takes about a minute.");
    await run(bin("next"), ["build"], { env: { NODE_ENV: "production" } });
  });
}
