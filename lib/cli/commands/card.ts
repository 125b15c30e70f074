import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { type Card, makeCard } from "#lib/domain/card/card.ts";
import { cardHtml } from "#lib/domain/card/html.ts";
import { cardText } from "#lib/domain/card/text.ts";
import { checkParameter } from "#lib/domain/playbook/parameters.ts";
import type { Playbook } from "#lib/domain/playbook/schema.ts";
import { loadPlaybook } from "#lib/playbook/load.ts";
import { sha256 } from "#lib/record/signatures.ts";
import { type Call, type Command, needed, text, UsageError } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { jsonLine } from "../print.ts";
import { SHIPPED } from "./playbook.ts";

/** What a target's file says: kept beside the printed card, because Backout may be down. */
const TargetFile = z.strictObject({
  name: z.string().min(1).max(63),
  host: z
    .string()
    .regex(/^[A-Za-z0-9.:-]+$/, "a host name or address")
    .optional(),
  port: z.number().int().min(1).max(65_535).default(22),
  user: z
    .string()
    .regex(/^[a-z_][a-z0-9_.-]{0,31}$/i, "a login name")
    .optional(),
  hostKeySha256: z.string().optional(),
  environment: z.string().default("production"),
  parameters: z.record(z.string(), z.string()).default({}),
  watchSeconds: z.number().int().min(1).nullable().optional(),
});
type TargetFile = z.infer<typeof TargetFile>;

export const card: Command = {
  name: "card",
  usage:
    "TARGET [--out DIR]   |   --offline --playbook ID|FOLDER --target-file FILE.json [--out DIR] [--format text|html]",
  summary: "Quick reference with the commands to paste when Backout is down; --out makes a kit of files",
  options: {
    offline: { type: "boolean" },
    playbook: { type: "string" },
    "target-file": { type: "string" },
    out: { type: "string" },
    format: { type: "string" },
  },
  async run(call) {
    const { io, values, json } = call;
    const made = values.offline === true ? offline(call) : await online(call);
    const out = text(values, "out");
    if (out !== undefined) {
      const files = writeKit(out, made);
      io.out(json ? jsonLine({ folder: out, files }) : files.map((f) => `${path.join(out, f)}\n`).join(""));
    } else if (json) io.out(jsonLine(made));
    else io.out(text(values, "format") === "html" ? cardHtml(made) : cardText(made));
    return EXIT.ok;
  },
};

async function online({ api, positionals }: Call): Promise<Card> {
  const name = needed(positionals[0], "Which target? Or --offline with --playbook and --target-file.");
  const { items } = await api().get<{ items: { id: string; name: string }[] }>("/targets");
  const target = items.find((t) => t.name === name);
  if (!target) throw new UsageError(`There is no target "${name}". There are: ${items.map((t) => t.name).join(", ")}.`);
  return api().get<Card>(`/targets/${target.id}/card`);
}

function offline({ values }: Call): Card {
  const wanted = needed(text(values, "playbook"), "Which playbook? --playbook agent-platform");
  const { playbook, hash } = loadPlaybook(/[/\\.]/.test(wanted) ? wanted : path.join(SHIPPED, wanted));
  const target = readTarget(needed(text(values, "target-file"), "Which target? --target-file FILE.json"), playbook);
  const { host, user } = target;
  return makeCard({
    playbook,
    hash,
    target: { name: target.name, parameters: target.parameters, watchSeconds: target.watchSeconds ?? null },
    address:
      host !== undefined && user !== undefined
        ? {
            host,
            user,
            port: target.port,
            hostKeySha256: target.hostKeySha256 ?? null,
            environment: target.environment,
          }
        : null,
    sha256,
  });
}

/** Values are checked as the server checks them: what stands on the card is pasted into a shell. */
function readTarget(file: string, playbook: Playbook): TargetFile {
  const parsed = TargetFile.safeParse(parseJson(file));
  if (!parsed.success)
    throw new UsageError(`${file}: ${parsed.error.issues.map((i) => `${i.path.join(".")} ${i.message}`).join("; ")}`);
  const { parameters } = parsed.data;
  const wrong = Object.entries(parameters).flatMap(([name, value]) => {
    const declared = playbook.parameters[name];
    if (!declared) return [`${name}: ${playbook.title} has no such parameter`];
    const why = checkParameter(declared.type, value);
    return why
      ? [`${name}: ${why}`]
      : declared.type === "secret"
        ? [`${name}: a secret does not belong on a card`]
        : [];
  });
  const missing = Object.entries(playbook.parameters).flatMap(([name, { required, default: value, type }]) =>
    required && value === undefined && type !== "secret" && parameters[name] === undefined
      ? [`${name} is missing`]
      : [],
  );
  if (wrong.length + missing.length > 0) throw new UsageError(`${file}: ${[...wrong, ...missing].join("; ")}`);
  return parsed.data;
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

/** One file to print, one to read in a terminal, and each procedure's script to copy. */
function writeKit(folder: string, made: Card): string[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const files: [string, string][] = [
    ["card.html", cardHtml(made)],
    ["card.txt", cardText(made)],
    ...made.procedures.map((p): [string, string] => [p.fileName, p.script]),
    ["SHA256SUMS", made.procedures.map((p) => `${p.scriptSha256}  ${p.fileName}\n`).join("")],
  ];
  for (const [name, body] of files)
    writeFileSync(path.join(folder, name), body, { mode: name.endsWith(".sh") ? 0o700 : 0o600 });
  return files.map(([name]) => name);
}
