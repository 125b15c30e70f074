import { type Card, makeCard } from "#lib/domain/card/card.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { sha256 } from "../canonical.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { playbookOf } from "../playbooks/parsed.ts";

/** The quick reference of a target: what to paste when Backout is down. Secrets are not on it. */
export async function targetCard(ctx: ServiceContext, id: string): Promise<Card> {
  authorise(ctx, "target.read");
  const target = await ctx.db.target.findUnique({ where: { id }, include: { playbookVersion: true } });
  if (!target) throw new AppError("not-found", "There is no such target.");
  const { playbookVersion: version } = target;
  const contacts = await ctx.db.contact.findMany({
    where: { OR: [{ playbook: null }, { playbook: version.playbook }] },
    orderBy: [{ position: "asc" }, { name: "asc" }],
  });
  return makeCard({
    playbook: playbookOf(version),
    hash: version.hash,
    target: {
      name: target.name,
      parameters: target.parameters as Record<string, string>,
      watchSeconds: target.watchSeconds,
    },
    address: {
      host: target.host,
      port: target.port,
      user: target.login,
      hostKeySha256: target.hostKeySha256,
      environment: target.environment,
    },
    contacts: contacts.map(({ name, phone, email, roles }) => ({ name, phone, email, roles })),
    sha256,
  });
}
