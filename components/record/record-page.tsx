"use client";
import { TopBar } from "#components/shell/top-bar.tsx";
import { IntegrityPanel } from "./integrity-panel.tsx";
import { ProcedureTimes, ResponseTimes } from "./times-panels.tsx";

/** Is the record whole, and how fast were we? */
export function RecordPage() {
  return (
    <>
      <TopBar title="Record and times" />
      <div className="page">
        <div className="page-inner">
          <IntegrityPanel />
          <ResponseTimes />
          <ProcedureTimes />
        </div>
      </div>
    </>
  );
}
