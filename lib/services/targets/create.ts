import type { CreateTarget, TargetView } from "#lib/contract/target.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { secretContext } from "#lib/domain/playbook/secret-context.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { currentPlaybook } from "../playbooks/current.ts";
import { wrongParameters } from "./parameters.ts";
import { TARGET, targetView } from "./view.ts";

/** Adds a target with its pinned host key. The credential and secret parameters are sealed to the engine at once; they are never read back. */
export async function createTarget(ctx: ServiceContext, body: CreateTarget): Promise<TargetView> {
  authorise(ctx, "target.manage");
  const { versionId, playbook } = await currentPlaybook(ctx.db, body.playbook);
  const errors = wrongParameters(playbook, body);
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
  const login = body.credential.kind === "key" ? body.credential.privateKey : body.credential.password;
  const credential = await seal(ctx, login, id);
  const secrets = await Promise.all(
    Object.entries(body.secrets).map(async ([name, value]) => ({
      name,
      ...(await seal(ctx, value, secretContext(id, name))),
    })),
  );
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
        credential: { create: { kind: body.credential.kind, ...credential } },
        secrets: { create: secrets },
      },
    });
    await ctx.recorder.audit(tx, ctx.actor, {
      action: "target.create",
      object: `target:${id}`,
      data: {
        name: body.name,
        address: `${body.host}:${body.port}`,
        hostKeySha256: body.hostKeySha256,
        secrets: Object.keys(body.secrets),
      },
    });
    await ctx.recorder.notify(tx, { t: "incident", number: 0, what: "target" });
    return targetView(await tx.target.findUniqueOrThrow({ where: { id }, include: TARGET }));
  });
}

async function seal({ sealer }: ServiceContext, value: string, context: string) {
  const { sealed, keyFingerprint } = await sealer.seal(value, context);
  return { sealed: new Uint8Array(sealed), keyFingerprint };
}
