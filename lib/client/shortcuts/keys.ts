import { storedSwitch } from "../stored-switch.ts";

/** Keys that act alone can be switched off (WCAG 2.1.4): speech input types letters by itself. */
export const singleKeys = storedSwitch("backout.single-keys", true);

/** Pages by the key that follows G. */
export const GO: Readonly<Record<string, string>> = {
  b: "/",
  i: "/incidents",
  d: "/drills",
  p: "/playbooks",
  t: "/targets",
  r: "/record",
};

type Shortcut = { keys: string; what: string; needsSingleKeys: boolean };

/** For the help. None of them starts, stops, declares or sends anything. */
export const SHORTCUTS: readonly Shortcut[] = [
  { keys: "Ctrl K", what: "Search and go to anything (⌘ K on a Mac)", needsSingleKeys: false },
  { keys: "Esc", what: "Close a dialog", needsSingleKeys: false },
  { keys: "?", what: "This help", needsSingleKeys: true },
  { keys: "D", what: "Assess and declare (never declares by itself)", needsSingleKeys: true },
  {
    keys: "G then B I D P T R",
    what: "Board, incidents, drills, playbooks, targets, record and reviews",
    needsSingleKeys: true,
  },
  { keys: "J  K", what: "Next and previous row or step", needsSingleKeys: true },
  { keys: "1  2  3", what: "Select a level (never runs it)", needsSingleKeys: true },
  { keys: "C  M  T", what: "Checklist, messages, timeline (in an incident)", needsSingleKeys: true },
  { keys: "/", what: "Search in the run's output", needsSingleKeys: true },
  { keys: "N  Shift N", what: "Next and previous hit in the run's output", needsSingleKeys: true },
  { keys: "[  ]", what: "Output of the target before, of the next", needsSingleKeys: true },
  { keys: "F", what: "Follow the run's output", needsSingleKeys: true },
];

const TYPED_INTO =
  "input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable=true], [role=dialog], [role=alertdialog], [role=menu], [role=listbox]";

/** Whether a key press is a shortcut at all: not text for a field, not a dialog's or a menu's, not a chord of the browser. */
export function isShortcut(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.isComposing) return false;
  if (event.key === "Shift") return false;
  return !(event.target instanceof Element && event.target.closest(TYPED_INTO) !== null);
}
