import { createSealer } from "#lib/adapters/secrets/sealer.ts";
import { secretContext } from "#lib/domain/playbook/secret-context.ts";
import type { Db } from "#lib/ports/db.ts";
import type { Range } from "#lib/range/range.ts";
import { currentPlaybook } from "#lib/services/playbooks/current.ts";

/** Seconds to which the demo cuts stability windows; every page that shows one says so. */
const WATCH_SECONDS = 20;
export const DEMO_TARGET = "drill-1";

/** Makes the drill range a target, or brings it up to date: its ports and keys may be others after a restart. Answers its name. */
export async function putDemoTarget(db: Db, range: Range): Promise<string> {
  const { versionId } = await currentPlaybook(db, "agent-platform");
  const columns = {
    host: range.address.host,
    port: range.address.port,
    login: range.address.user,
    hostKeySha256: range.address.hostKeySha256,
    environment: "drill" as const,
    playbookVersionId: versionId,
    parameters: range.parameters,
    watchSeconds: WATCH_SECONDS,
  };
  const { id } = await db.target.upsert({
    where: { name: DEMO_TARGET },
    create: { name: DEMO_TARGET, ...columns },
    update: columns,
  });
  const { sealed, keyFingerprint } = await createSealer(db).seal(range.address.privateKey, id);
  const credential = { kind: "key", sealed: new Uint8Array(sealed), keyFingerprint };
  await db.credential.upsert({ where: { targetId: id }, create: { targetId: id, ...credential }, update: credential });
  for (const [name, value] of Object.entries(range.secrets)) {
    const secret = await createSealer(db).seal(value, secretContext(id, name));
    const columns = { sealed: new Uint8Array(secret.sealed), keyFingerprint: secret.keyFingerprint };
    const targetId_name = { targetId: id, name };
    await db.targetSecret.upsert({
      where: { targetId_name },
      create: { ...targetId_name, ...columns },
      update: columns,
    });
  }
  return DEMO_TARGET;
}
