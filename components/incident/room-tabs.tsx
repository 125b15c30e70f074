"use client";
import { Bell, ChevronsLeft, Clock, LayoutGrid, List, Play } from "lucide-react";
import Link from "next/link";
import { type RoomView, useRoom } from "./room-context.tsx";

const TABS = [
  { view: "rollback", label: "Roll back", icon: ChevronsLeft },
  { view: "run", label: "Run", icon: Play },
  { view: "checklist", label: "Checklist", icon: List },
  { view: "comms", label: "Comms", icon: Bell },
  { view: "timeline", label: "Timeline", icon: Clock },
] as const;

/** The room's panes on a phone, in reach of a thumb. */
export function RoomTabs({ view }: { view: RoomView }) {
  const { show } = useRoom();
  return (
    <nav className="room-tabs" aria-label="Room">
      <Link href="/">
        <LayoutGrid size={19} aria-hidden />
        Board
      </Link>
      {TABS.map(({ view: own, label, icon: Icon }) => (
        <button key={own} type="button" aria-current={view === own} onClick={() => show(own)}>
          <Icon size={19} aria-hidden />
          {label}
        </button>
      ))}
    </nav>
  );
}
