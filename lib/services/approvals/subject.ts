import { findCandidate, PlanResolution } from "#lib/domain/run/plan.ts";
import { type SubjectTarget, subjectParts } from "#lib/domain/run/subject.ts";
import type { Prisma, Tx } from "#lib/ports/db.ts";
import { canonical, sha256 } from "../canonical.ts";

const TARGET = { credential: true, secrets: true } satisfies Prisma.TargetInclude;
type TargetRow = Prisma.TargetGetPayload<{ include: typeof TARGET }>;

/** What a run would do if it were started now, part by part as SHA-256: this is what a second person consents to. */
export async function runSubject(tx: Pick<Tx, "run">, runId: string): Promise<Record<string, string>> {
  const run = await tx.run.findUniqueOrThrow({
    where: { id: runId },
    include: {
      playbookVersion: { select: { hash: true } },
      plan: { select: { resolution: true } },
      targets: { orderBy: { targetId: "asc" }, include: { target: { include: TARGET } } },
    },
  });
  const choices = run.choices as Record<string, string>;
  const found = run.plan ? PlanResolution.parse(run.plan.resolution) : null;
  const parts = {
    ...subjectParts({
      playbookHash: run.playbookVersion.hash,
      procedure: run.procedure,
      option: run.option,
      targets: run.targets.map((t) => subjectTarget(t.target, t.parameters as Record<string, string>)),
    }),
    "the choices": choices,
    ...Object.fromEntries(
      run.targets.flatMap(({ targetId, target }) =>
        Object.entries(choices).map(([name, value]) => [
          `what ${name} stands for on ${target.name}`,
          found ? (findCandidate(found, name, targetId, value)?.identity ?? null) : null,
        ]),
      ),
    ),
  };
  return Object.fromEntries(Object.entries(parts).map(([part, value]) => [part, sha256(canonical(value))]));
}

function subjectTarget(row: TargetRow, parameters: Record<string, string>): SubjectTarget {
  return {
    name: row.name,
    address: { host: row.host, port: row.port, user: row.login },
    hostKeySha256: row.hostKeySha256,
    credential: row.credential ? sha256(row.credential.sealed) : "none",
    parameters,
    secrets: Object.fromEntries(row.secrets.map((s) => [s.name, sha256(s.sealed)])),
    watchSeconds: row.watchSeconds,
  };
}
