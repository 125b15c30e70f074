"use client";
import { TopBar } from "#components/shell/top-bar.tsx";
import { ChannelsPanel } from "./channels-panel.tsx";
import { ContactsPanel } from "./contacts-panel.tsx";
import { StatusPanel } from "./status-panel.tsx";
import { TreesPanel } from "./trees-panel.tsx";

/** Who is reached, and by which ways. */
export function CommunicationPage() {
  return (
    <>
      <TopBar title="People and calling" />
      <div className="page">
        <div className="page-inner">
          <ContactsPanel />
          <TreesPanel />
          <ChannelsPanel />
          <StatusPanel />
        </div>
      </div>
    </>
  );
}
