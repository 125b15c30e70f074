"use client";
import { useRouter } from "next/navigation";
import { GO } from "#lib/client/shortcuts/keys.ts";
import { useShortcuts } from "#lib/client/shortcuts/use-shortcuts.ts";
import { openHelp } from "./help-dialog.tsx";

/** The keys that work on every page. */
export function Shortcuts() {
  const router = useRouter();
  const to = (path: string) => () => {
    router.push(path);
    return true;
  };
  useShortcuts({
    ...Object.fromEntries(Object.entries(GO).map(([key, path]) => [`g ${key}`, to(path)])),
    d: to("/assess"),
    D: to("/assess"),
    "?": () => {
      openHelp();
      return true;
    },
    j: () => moveRow(1),
    k: () => moveRow(-1),
  });
  return null;
}

/** Focuses the next row that can be opened, or the first; opening it is for Enter. */
function moveRow(by: 1 | -1): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>("main [data-row]")].filter((row) => row.checkVisibility());
  const at = rows.findIndex((row) => row.matches(":focus"));
  const next = at === -1 ? rows.at(by === 1 ? 0 : -1) : rows[Math.min(rows.length - 1, Math.max(0, at + by))];
  next?.focus();
  return next !== undefined;
}
