"use client";
import { useEffect } from "react";

export type Favicon = "icon" | "icon-critical" | "icon-major" | "icon-running" | "icon-ok";

/** The tab tells the incident's state while nobody looks at the page. */
export function useDocumentState(title: string, icon: Favicon) {
  useEffect(() => {
    const before = document.title;
    document.title = title;
    const link = document.querySelector<HTMLLinkElement>("link[rel=icon]");
    if (link) link.href = `/${icon}.svg`;
    return () => {
      document.title = before;
      if (link) link.href = "/icon.svg";
    };
  }, [title, icon]);
}
