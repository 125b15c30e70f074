import { afterAll } from "vitest";
import { secretContext } from "#lib/domain/playbook/secret-context.ts";
import { getIncident } from "#lib/services/incidents/get.ts";
import { startRun } from "#lib/services/runs/start.ts";
import { createKit } from "../db/engine-kit.ts";
import { playbook } from "./playbook-kit.ts";
import { scratchRange } from "./range-kit.ts";

/** A range of its own as the target of a real engine with a real database, carrying the agent platform's playbook. */
export async function createRangeEngine({ watchSeconds, data = false }: { watchSeconds: number; data?: boolean }) {
  const kit = await createKit(playbook);
  const { range, remove } = await scratchRange("embedded", { data });
  afterAll(remove);
  const { address, parameters } = range;
  const ctx = kit.ctx();
  const id = crypto.randomUUID();
  const { sealed, keyFingerprint } = await ctx.sealer.seal(address.privateKey, id);
  const secrets = await Promise.all(
    Object.entries(range.secrets).map(async ([name, value]) => {
      const secret = await ctx.sealer.seal(value, secretContext(id, name));
      return { name, sealed: new Uint8Array(secret.sealed), keyFingerprint: secret.keyFingerprint };
    }),
  );
  await kit.db.prisma.target.create({
    data: {
      id,
      name: "range",
      host: address.host,
      port: address.port,
      login: address.user,
      hostKeySha256: address.hostKeySha256,
      environment: "drill",
      playbookVersionId: kit.version.id,
      parameters: { ...parameters },
      watchSeconds,
      secrets: { create: secrets },
      credential: { create: { kind: "key", sealed: new Uint8Array(sealed), keyFingerprint } },
    },
  });
  const incident = (number: number) => getIncident(ctx, number);
  return {
    ...kit,
    ctx,
    range,
    incident,
    declare: () => kit.declare([id]),
    async rollBack(number: number, procedure: string) {
      const { run } = await startRun(ctx, {
        incident: number,
        idempotencyKey: crypto.randomUUID(),
        body: { procedure },
      });
      return kit.rested(run.id);
    },
    /** The newest verification of the incident. */
    verification: async (number: number) => (await incident(number)).verifications[0]?.id ?? "",
  };
}
