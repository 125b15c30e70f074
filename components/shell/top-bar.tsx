import type { ReactNode } from "react";
import { LiveIndicator } from "./live-indicator.tsx";
import { SearchAnything } from "./palette/search-anything.tsx";
import { UtcClock } from "./utc-clock.tsx";

/** Head of every page but the room: where you are, how old the truth is, what time it is. */
export function TopBar({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <header className="topbar">
      <h1 className="flex min-w-0 items-center gap-1.5 truncate">{title}</h1>
      {children}
      <span className="flex-1" />
      <SearchAnything />
      <LiveIndicator short />
      <UtcClock />
    </header>
  );
}
