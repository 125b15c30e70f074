"use client";
import { At } from "#components/common/time.tsx";
import { Button } from "#components/ui/button.tsx";
import type { usePush } from "#lib/client/push/use-push.ts";
import type { PushSubscriptionView } from "#lib/contract/push.ts";

type Props = { others: PushSubscriptionView[]; remove: ReturnType<typeof usePush>["remove"] };

/** The person's other browsers, to end those that are gone. */
export function BrowserList({ others, remove }: Props) {
  if (others.length === 0) return null;
  return (
    <section className="panel overflow-hidden" aria-label="Your other browsers">
      <h2 className="px-4 pt-3 pb-1 font-semibold text-13">Your other browsers</h2>
      <ul>
        {others.map((browser) => (
          <li key={browser.id} className="flex flex-wrap items-center gap-3 border-line border-t px-4 py-2 text-12">
            <b className="font-semibold">{browser.label}</b>
            <span className="min-w-0 flex-1 text-ink-2">{stateOf(browser)}</span>
            <span className="text-ink-3">
              since <At at={browser.createdAt} />
            </span>
            <Button size="sm" look="quiet" onClick={() => remove.mutate(browser.id)}>
              Remove {browser.label}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function stateOf({ isOutdated, lastProblem, lastSentAt }: PushSubscriptionView): string {
  if (isOutdated) return "gets nothing until it subscribes again";
  if (lastProblem) return `its push service answered: ${lastProblem}`;
  return lastSentAt ? "its push service took the last message" : "nothing was sent to it yet";
}
