"use client";
import { PanelState, Skeleton } from "#components/common/panel-state.tsx";
import { TopBar } from "#components/shell/top-bar.tsx";
import { Button } from "#components/ui/button.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { usePush } from "#lib/client/push/use-push.ts";
import { singleKeys } from "#lib/client/shortcuts/keys.ts";
import { beep, sounds } from "#lib/client/sound/sounds.ts";
import { BrowserList } from "./browser-list.tsx";
import { ThisBrowser } from "./this-browser.tsx";

/** How this person is woken, and what this browser does by itself. */
export function NotificationsPage() {
  const push = usePush();
  const hasSound = sounds.use();
  const hasKeys = singleKeys.use();
  return (
    <>
      <TopBar title="Notifications" />
      <div className="page">
        <div className="page-inner">
          <p className="max-w-[70ch] text-13 text-ink-2">
            You are woken when an incident is declared, an approval of yours is needed, a step waits for a person, a run
            failed or is not known, or a deadline has passed. A message says a number and a few words; it carries no
            output and no secret. A drill wakes nobody.
          </p>
          <PanelState query={push.push} what="your notifications" skeleton={<Skeleton rows={3} className="p-4" />}>
            {(data) => (
              <>
                <ThisBrowser {...push} />
                <BrowserList
                  others={data.subscriptions.filter((browser) => browser.id !== push.mine?.id)}
                  remove={push.remove}
                />
              </>
            )}
          </PanelState>
          <section className="panel grid gap-3 p-4" aria-label="Sounds and keys">
            <h2 className="font-semibold text-13">Sounds and keys, in this browser</h2>
            <div className="flex flex-wrap items-center gap-3">
              <Switch checked={hasSound} onChange={sounds.set}>
                A short sound while a page is open
              </Switch>
              <Button size="sm" look="quiet" onClick={beep}>
                Play it
              </Button>
            </div>
            <Switch checked={hasKeys} onChange={singleKeys.set}>
              Single-key shortcuts
            </Switch>
          </section>
        </div>
      </div>
    </>
  );
}
