import type { CreateTarget, TargetView } from "#lib/contract/target.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { checkParameter } from "#lib/domain/playbook/parameters.ts";
import type { Playbook } from "#lib/domain/playbook/schema.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { currentPlaybook } from "../playbooks/current.ts";
import { TARGET, targetView } from "./view.ts";

/** Adds a target with its pinned host key. The credential is sealed to the engine at once; it can be replaced, never read. */
export async function createTarget(ctx: ServiceContext, body: CreateTarget): Promise<TargetView> {
  authorise(ctx, "target.manage");
  const { versionId, playbook } = await currentPlaybook(ctx.db, body.playbook);
  const errors = wrongParameters(playbook, body.parameters);
  if (errors.length > 0)
    throw new AppError("invalid", `The parameters do not fit ${playbook.title}. Nothing was saved.`, { errors });
  if (body.watchSeconds !== null && body.environment === "production")
    throw new AppError("invalid", "Stability windows of a production target are not shortened. Nothing was saved.", {
      errors: [{ path: "watchSeconds", message: "only for drill and staging" }],
    });
  if (await ctx.db.target.findUnique({ where: { name: body.name } }))
    throw new AppError("conflict", `There is a target "${body.name}" already. Nothing was saved.`, {
      errors: [{ path: "name", message: "is taken" }],
    });

  const id = crypto.randomUUID();
  const secret = body.credential.kind === "key" ? body.credential.privateKey : body.credential.password;
  const sealed = await ctx.sealer.seal(secret, id);
  return ctx.db.$transaction(async (tx) => {
    await tx.target.create({
      data: {
        id,
        name: body.name,
        host: body.host,
        port: body.port,
        login: body.user,
        hostKeySha256: body.hostKeySha256,
        environment: body.environment,
        playbookVersionId: versionId,
        parameters: body.parameters,
        watchSeconds: body.watchSeconds,
        credential: {
          create: {
            kind: body.credential.kind,
            sealed: new Uint8Array(sealed.sealed),
            keyFingerprint: sealed.keyFingerprint,
          },
        },
      },
    });
    await ctx.recorder.audit(tx, ctx.actor, {
      action: "target.create",
      object: `target:${id}`,
      data: { name: body.name, address: `${body.host}:${body.port}`, hostKeySha256: body.hostKeySha256 },
    });
    await ctx.recorder.notify(tx, { t: "incident", number: 0, what: "target" });
    return targetView(await tx.target.findUniqueOrThrow({ where: { id }, include: TARGET }));
  });
}

function wrongParameters(playbook: Playbook, given: Record<string, string>): { path: string; message: string }[] {
  const at = (name: string, message: string) => ({ path: `parameters.${name}`, message });
  const unknown = Object.keys(given)
    .filter((name) => !(name in playbook.parameters))
    .map((name) => at(name, `${playbook.title} declares no such parameter`));
  const declared = Object.entries(playbook.parameters).flatMap(([name, { type, required, default: value }]) => {
    const said = given[name];
    if (said === undefined) return required && value === undefined ? [at(name, "is required")] : [];
    const wrong = checkParameter(type, said);
    return wrong ? [at(name, wrong)] : [];
  });
  return [...unknown, ...declared];
}
