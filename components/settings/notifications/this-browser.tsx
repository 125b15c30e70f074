"use client";
import { Bell, BellOff, CircleX } from "lucide-react";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { Button } from "#components/ui/button.tsx";
import type { PushAbility } from "#lib/client/push/browser.ts";
import type { usePush } from "#lib/client/push/use-push.ts";

const SAID: Record<PushAbility, { title: string; text: string }> = {
  on: {
    title: "This browser is notified",
    text: "Also while no page of Backout is open, as long as the browser runs or the phone lets it wake.",
  },
  off: {
    title: "This browser is not notified",
    text: "The browser asks you first. On an iPhone, add Backout to the home screen before.",
  },
  denied: {
    title: "This browser was told not to show notifications",
    text: "Backout cannot ask again. Allow notifications for this address in the browser's settings, then load the page anew.",
  },
  unsupported: {
    title: "This browser cannot be notified",
    text: "It has no web push, or it is a private window. Use another browser, or a channel under “Contacts”.",
  },
  insecure: {
    title: "Notifications need https",
    text: "Browsers allow them on https addresses only. Nothing is wrong with your account.",
  },
};

/** How this browser stands, with the one thing to press. */
export function ThisBrowser({ push, mine, ability, subscribe, remove, test }: ReturnType<typeof usePush>) {
  if (!ability) return null;
  const { title, text } = SAID[ability];
  const Icon = ability === "on" ? Bell : ability === "off" ? BellOff : CircleX;
  const serverKey = push.data?.publicKey ?? null;
  const off = serverKey === null ? "No engine has started yet: it makes the key that browsers subscribe with." : null;
  return (
    <section className="panel p-4" aria-label="This browser">
      <div className="flex flex-wrap items-start gap-3">
        <Icon size={18} aria-hidden className={ability === "on" ? "text-ok" : "text-ink-3"} />
        <div className="min-w-0 flex-1">
          <h2 className="font-semibold text-14">{title}</h2>
          <p className="text-12 text-ink-2">{text}</p>
          {mine?.lastProblem ? (
            <p className="text-12 text-crit">Its push service answered last: {mine.lastProblem}</p>
          ) : null}
        </div>
        {ability === "off" ? (
          <Button
            look="primary"
            off={off}
            busy={subscribe.isPending && "Asking the browser"}
            onClick={() => serverKey && subscribe.mutate(serverKey)}
          >
            Notify this browser
          </Button>
        ) : null}
        {ability === "on" && mine ? (
          <>
            <Button busy={test.isPending && "Asking"} onClick={() => test.mutate(mine.id)}>
              Send test
            </Button>
            <Button look="quiet" busy={remove.isPending && "Removing"} onClick={() => remove.mutate(mine.id)}>
              Stop notifying
            </Button>
          </>
        ) : null}
      </div>
      {test.isSuccess ? (
        <p className="pt-2 text-12 text-ink-2" role="status">
          Asked for. The engine sends it within seconds; if nothing appears, look at the system's own settings.
        </p>
      ) : null}
      <ProblemBanner error={subscribe.error ?? test.error ?? remove.error} lead="Not done." />
    </section>
  );
}
