"use client";
import { useEffect } from "react";
import type { TabState } from "./tab-state.ts";

/** The page's own title, under what was set last. One tab has one title. */
let shown = { title: "", own: "" };

const ownTitle = () => (document.title === shown.title ? shown.own : document.title);

function apply({ lead, replaces, icon }: TabState) {
  const own = ownTitle();
  const title = lead === "" ? own : replaces ? `${lead} · Backout` : `${lead} · ${own}`;
  shown = { title, own };
  if (document.title !== title) document.title = title;
  const link = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  if (link && link.getAttribute("href") !== `/${icon}.svg`) link.setAttribute("href", `/${icon}.svg`);
}

/** Shows a state in the tab's title and icon, also after the framework has written the title of the next page. Null leaves both alone. */
export function useTab(state: TabState | null) {
  const { lead, replaces, icon } = state ?? {};
  useEffect(() => {
    if (lead === undefined || replaces === undefined || icon === undefined) return;
    const show = () => apply({ lead, replaces, icon });
    show();
    const observer = new MutationObserver(show);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => {
      observer.disconnect();
      apply({ lead: "", replaces: false, icon: "icon" });
    };
  }, [lead, replaces, icon]);
}
