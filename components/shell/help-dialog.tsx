"use client";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";

const OPEN = "backout:help";
export const openHelp = () => window.dispatchEvent(new Event(OPEN));

const SHORTCUTS = [
  ["?", "This help"],
  ["D", "Assess and declare (never declares by itself)"],
  ["G then B I P T", "Board, incidents, playbooks, targets"],
  ["/", "Search in the run's output"],
  ["F", "Follow the run's output"],
  ["C  N  T", "Checklist, notifications, timeline (in an incident)"],
  ["Esc", "Close a dialog"],
] as const;
const GO: Record<string, string> = { b: "/", i: "/incidents", p: "/playbooks", t: "/targets" };

/** True while a key is text for a field, or belongs to a dialog. */
const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.closest(
    "input:not([type=radio]):not([type=checkbox]), textarea, select, [role=dialog], [role=alertdialog], [role=menu]",
  ) !== null ||
    target.isContentEditable);

/** Help, and the page's single-key shortcuts. Nothing that changes anything hangs on a key. */
export function HelpDialog() {
  const [isOpen, setOpen] = useState(false);
  const router = useRouter();
  useEffect(() => {
    let wentAt = 0;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const key = event.key.toLowerCase();
      const isGo = Date.now() - wentAt < 1_200;
      wentAt = key === "g" ? Date.now() : 0;
      if (event.key === "?") setOpen(true);
      else if (isGo && GO[key]) router.push(GO[key]);
      else if (key === "d" && !isGo) router.push("/assess");
    };
    const onOpen = () => setOpen(true);
    window.addEventListener("keydown", onKey);
    window.addEventListener(OPEN, onOpen);
    return () => {
      window.removeEventListener("keydown", onKey);
      window.removeEventListener(OPEN, onOpen);
    };
  }, [router]);
  return (
    <Dialog
      open={isOpen}
      onClose={() => setOpen(false)}
      title="Help and shortcuts"
      footer={
        <>
          <p>Nothing is started, stopped or declared by a single key.</p>
          <Button data-first-focus onClick={() => setOpen(false)}>
            Close
          </Button>
        </>
      }
    >
      <dl className="kv text-13!">
        {SHORTCUTS.map(([key, what]) => (
          <div key={key} className="contents">
            <dt>
              <kbd className="kbd">{key}</kbd>
            </dt>
            <dd>{what}</dd>
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
