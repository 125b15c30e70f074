import type { Import, Source } from "./source.ts";

/** What is wrong, in words that say where and why. */
export type Violation = string;

/** In this order: the first pattern that matches a path is its layer. */
const layers: [layer: string, path: RegExp][] = [
  ["contract", /^lib\/(contract\/|realtime\/contract\.ts$)/],
  ["ports", /^lib\/ports\//],
  ...[
    "domain",
    "services",
    "engine",
    "adapters",
    "realtime",
    "client",
    "web",
    "playbook",
    "config",
    "server",
    "range",
    "testing",
    "cli",
    "record",
  ].map((name): [string, RegExp] => [name, new RegExp(`^lib/${name}/`)]),
  ["app", /^app\//],
  ["components", /^components\//],
  ["generated", /^generated\//],
];

/** Who may import whom, beside itself. `server` holds the composition roots and may import everything. */
const allowed: Record<string, string[]> = {
  domain: [],
  ports: ["domain", "contract"],
  contract: ["domain"],
  playbook: ["domain"],
  services: ["domain", "ports", "contract", "record"],
  engine: ["domain", "ports", "contract"],
  adapters: ["domain", "ports", "contract", "record"],
  realtime: ["domain", "ports", "contract"],
  client: ["domain", "contract"],
  components: ["domain", "contract", "client"],
  web: ["domain", "ports", "contract", "services"],
  app: ["domain", "contract", "client", "components", "web"],
  config: [],
  cli: ["domain", "contract", "playbook", "record", "config"],
  record: ["domain"],
  range: ["domain", "ports", "adapters"],
  testing: ["domain", "ports", "contract", "services", "engine", "adapters"],
};

/** What `lib/server/web.ts` makes and hands over at run time, Next's bundles know by type. */
const allowedAsTypes: Record<string, string[]> = { web: ["adapters"] };

/** Packages that only some folders may name. */
const packages: [package_: RegExp, folders: RegExp, why: string][] = [
  [/^(node-ssh|ssh2)$/, /^lib\/(adapters\/ssh|range)\//, "one adapter opens SSH"],
  [/^pg-boss$/, /^lib\/adapters\/queue\//, "one adapter knows the queue"],
  [/^nodemailer\b/, /^lib\/adapters\/notify\//, "one adapter sends mail"],
  [/^web-push$/, /^lib\/adapters\/push\//, "one adapter sends pushes"],
  [/^pg$/, /^lib\/(adapters|testing)\//, "adapters talk to PostgreSQL"],
  [/^socket\.io$/, /^lib\/(realtime|server)\//, "one gateway serves sockets"],
  [/^socket\.io-client$/, /^lib\/(client|testing|cli)\//, "one hook opens the socket"],
  [/^prom-client$/, /^lib\/adapters\/metrics\//, "one adapter counts"],
  [/^better-auth\b/, /^lib\/(adapters\/auth|web|client|server)\//, "accounts stand behind one adapter"],
  [/^next$|^next\//, /^(app|components|lib\/(web|server|client))\//, "Next stays at the edge"],
  [/^react$|^react-dom|^react\//, /^(app|components|lib\/(web|client))\//, "React stays at the edge"],
];

export function layerOf(file: string): string {
  return layers.find(([, pattern]) => pattern.test(file))?.[0] ?? "none";
}

export function checkLayers({ path, imports }: Source): Violation[] {
  const from = layerOf(path);
  if (from === "none") return [`${path}: stands in no known layer; add the folder to tests/unit/layers/rules.ts`];
  if (from === "server") return [];
  return imports.flatMap(({ file, specifier, isTypeOnly }) => {
    const to = file === undefined ? from : layerOf(file);
    if (to === from || to === "generated" || allowed[from]?.includes(to)) return [];
    if (isTypeOnly && allowedAsTypes[from]?.includes(to)) return [];
    return [`${path}: ${from} may not import ${to} (${specifier})`];
  });
}

export function checkPackages({ path, imports }: Source): Violation[] {
  return imports.flatMap((imported) => {
    if (imported.file !== undefined) return checkGenerated(path, imported);
    const { specifier } = imported;
    if (specifier.startsWith("@prisma/")) return checkGenerated(path, imported);
    if (path.startsWith("lib/domain/") && specifier !== "zod")
      return [`${path}: the domain imports zod and itself, not ${specifier}`];
    return packages
      .filter(([name, folders]) => name.test(specifier) && !folders.test(path))
      .map(([, , why]) => `${path}: may not import ${specifier}: ${why}`);
  });
}

/** Prisma runs in one adapter; its types are lent to the rest by one port. */
function checkGenerated(path: string, { specifier, file, isTypeOnly }: Import): Violation[] {
  const isPrisma = specifier.startsWith("@prisma/") || file?.startsWith("generated/");
  if (!isPrisma || path.startsWith("lib/adapters/postgres/")) return [];
  if (path === "lib/ports/db.ts" && isTypeOnly) return [];
  return [`${path}: only lib/adapters/postgres runs Prisma; take its types from lib/ports/db.ts (${specifier})`];
}

const impure: [pattern: RegExp, instead: string][] = [
  [/\bDate\.now\(/, "take `now` as a parameter"],
  [/\bnew Date\(\s*\)/, "take `now` as a parameter"],
  [/\bMath\.random\(/, "take the id or the number as a parameter"],
  [/\bprocess\./, "take what you need as a parameter"],
  [/\bcrypto\.randomUUID\(/, "take the id as a parameter"],
];

export function checkPurity({ path, text }: Source): Violation[] {
  if (!path.startsWith("lib/domain/")) return [];
  const code = withoutComments(text);
  return impure
    .filter(([pattern]) => pattern.test(code))
    .map(([pattern, instead]) => `${path}: has ${pattern.source}; ${instead}`);
}

export function checkEnvironment({ path, text }: Source): Violation[] {
  if (path === "lib/config/env.ts" || path.startsWith("lib/range/")) return [];
  return /\bprocess\.env\b|\bfrom "node:process"/.test(withoutComments(text))
    ? [`${path}: only lib/config/env.ts reads process.env`]
    : [];
}

const serverOnly = ["services", "engine", "adapters", "web", "config"];

/** What a browser would be sent: everything that a "use client" file reaches, type-only imports excepted. */
export function checkClientReach(sources: Source[]): Violation[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  return sources
    .filter(({ text }) => /^["']use client["']/m.test(text))
    .flatMap((root) => {
      const seen = new Map<string, string>([[root.path, root.path]]);
      const queue = [root.path];
      for (const at of queue) {
        for (const { file, isTypeOnly } of byPath.get(at)?.imports ?? []) {
          if (file === undefined || isTypeOnly || seen.has(file)) continue;
          seen.set(file, `${seen.get(at)} → ${file}`);
          queue.push(file);
        }
      }
      return [...seen]
        .filter(([file]) => serverOnly.includes(layerOf(file)))
        .map(([, way]) => `a "use client" file reaches the server's code: ${way}`);
    });
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(^|\s)\/\/.*$/gm, "");
}
