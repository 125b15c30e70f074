import type { StatusPage } from "#lib/contract/status.ts";
import type { ServiceContext } from "../context.ts";
import { statusComponents } from "./components.ts";

const SHOWN_DAYS = 30;
const SHOWN_MESSAGES = 50;

/** The public page; null while no channel of that kind is switched on. For everybody: without an actor, and without anything of an incident. */
export async function statusPage({ db, clock }: Pick<ServiceContext, "db" | "clock">): Promise<StatusPage | null> {
  if (!(await db.channel.findFirst({ where: { kind: "status_page", enabled: true } }))) return null;
  const since = new Date(clock.now().getTime() - SHOWN_DAYS * 86_400_000);
  const messages = await db.statusMessage.findMany({
    where: { publishedAt: { gt: since } },
    orderBy: { publishedAt: "desc" },
    take: SHOWN_MESSAGES,
  });
  return {
    components: await statusComponents(db),
    messages: messages.map((m) => ({ ...m, publishedAt: m.publishedAt.toISOString() })),
  };
}
