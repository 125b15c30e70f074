"use client";
import { useState } from "react";
import { TopBar } from "#components/shell/top-bar.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { chooseTheme, type Theme } from "#lib/client/theme.ts";
import { Controls } from "./controls.tsx";
import { PanelStates } from "./panel-states.tsx";
import { Statuses } from "./statuses.tsx";

const THEMES = [
  { value: "system", label: "As the system" },
  { value: "dark", label: "Dark" },
  { value: "light", label: "Light" },
] as const satisfies readonly { value: Theme; label: string }[];

/** Every status, control and state of a panel on one page: to look at, and to measure, in each theme. */
export function Gallery() {
  const [theme, setTheme] = useState<Theme>("system");
  const choose = (next: Theme) => {
    setTheme(next);
    chooseTheme(next);
  };
  return (
    <>
      <TopBar title="Gallery" />
      <div className="page">
        <div className="page-inner">
          <Segmented label="Theme" value={theme} options={THEMES} onChange={choose} />
          <h2 className="sr-only">Everything there is</h2>
          <div className="gallery">
            <Statuses />
            <Controls />
            <PanelStates />
          </div>
        </div>
      </div>
    </>
  );
}
