"use client";
import { useEffect, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { SHORTCUTS, singleKeys } from "#lib/client/shortcuts/keys.ts";

const OPEN = "backout:help";
export const openHelp = () => window.dispatchEvent(new Event(OPEN));

/** Help and the list of shortcuts, with the switch that turns the single keys off. */
export function HelpDialog() {
  const [isOpen, setOpen] = useState(false);
  const areOn = singleKeys.use();
  useEffect(() => {
    const onOpen = () => setOpen(true);
    window.addEventListener(OPEN, onOpen);
    return () => window.removeEventListener(OPEN, onOpen);
  }, []);
  return (
    <Dialog
      open={isOpen}
      onClose={() => setOpen(false)}
      title="Help and shortcuts"
      footer={
        <>
          <p>Nothing is started, stopped, declared or sent by a single key.</p>
          <Button data-first-focus onClick={() => setOpen(false)}>
            Close
          </Button>
        </>
      }
    >
      <Switch checked={areOn} onChange={singleKeys.set}>
        Single-key shortcuts in this browser
      </Switch>
      <dl className="kv text-13!">
        {SHORTCUTS.map(({ keys, what, needsSingleKeys }) => (
          <div key={keys} className="contents">
            <dt>
              <kbd className="kbd">{keys}</kbd>
            </dt>
            <dd>
              {what}
              {needsSingleKeys && !areOn ? <span className="text-ink-3"> (off)</span> : null}
            </dd>
          </div>
        ))}
      </dl>
      <p className="text-12 text-ink-2">
        Green means proven from outside the application. A grey check means that a command finished; that alone proves
        nothing. A dashed mark means not known.
      </p>
    </Dialog>
  );
}
