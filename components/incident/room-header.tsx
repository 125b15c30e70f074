"use client";
import { Check, Ellipsis, FileText, Server, User } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { DrillBadge } from "#components/common/drill-badge.tsx";
import { SeverityBadge } from "#components/common/severity-badge.tsx";
import { At, Elapsed } from "#components/common/time.tsx";
import { LiveIndicator } from "#components/shell/live-indicator.tsx";
import { openPalette } from "#components/shell/palette/palette.tsx";
import { UtcClock } from "#components/shell/utc-clock.tsx";
import { Button } from "#components/ui/button.tsx";
import { Menu, MenuItem } from "#components/ui/menu.tsx";
import { isRunning } from "#lib/client/clocks.ts";
import { download } from "#lib/client/download.ts";
import { initials } from "#lib/client/format.ts";
import { useWriteOff } from "#lib/client/use-write-off.ts";
import { DueClock } from "./due-clock.tsx";
import { IncidentPill } from "./incident-status.tsx";
import { ResolveDialog } from "./resolve-dialog.tsx";
import { RoleBar } from "./roles/role-bar.tsx";
import { RolesDialog } from "./roles/roles-dialog.tsx";
import { useRoom } from "./room-context.tsx";
import { SeverityDialog } from "./severity-dialog.tsx";
import { useHeaderCommands } from "./use-room-commands.ts";

export function RoomHeader({ watchers }: { watchers: string[] }) {
  const { incident } = useRoom();
  const [dialog, setDialog] = useState<"resolve" | "severity" | "roles" | null>(null);
  const resolveOff = useWriteOff("incident.resolve", "Resolving");
  const severityOff = useWriteOff("severity.change", "Changing the severity");
  const isOver = incident.status === "resolved" || incident.status === "closed";
  useHeaderCommands(isOver, { resolve: resolveOff, severity: severityOff }, setDialog);
  return (
    <header className="room-head">
      <div className="room-title">
        <span className="font-medium text-14 text-ink-3">INC-{incident.number}</span>
        {incident.drill === null ? null : (
          <Link href={`/drills/${incident.drill}`}>
            <DrillBadge number={incident.drill} />
          </Link>
        )}
        <SeverityBadge severity={incident.severity} />
        <h1 title={incident.title}>{incident.title}</h1>
        <span className="only-wide">
          <IncidentPill status={incident.status} isRunning={isRunning(incident.currentRun)} />
        </span>
        <span className="flex-1!" />
        <Watchers handles={watchers} />
        {isOver ? null : (
          <span className="only-wide">
            <DueClock />
          </span>
        )}
        <div className="room-clock">
          <b>
            <Elapsed since={incident.declaredAt} until={incident.resolvedAt} />
          </b>
          <span>{isOver ? "from declared to resolved" : "since declared"}</span>
        </div>
        {isOver ? (
          <Link className="btn primary only-wide" href={`/incidents/${incident.number}/rca`}>
            <FileText size={14} aria-hidden /> Open review
          </Link>
        ) : (
          <span className="only-wide">
            <Button off={resolveOff} onClick={() => setDialog("resolve")}>
              <Check size={14} aria-hidden /> Resolve…
            </Button>
          </span>
        )}
        <Menu
          trigger={
            <button type="button" className="btn icon" aria-label="More actions">
              <Ellipsis size={15} aria-hidden />
            </button>
          }
        >
          <MenuItem title="Search and go to…" detail="Ctrl K" onSelect={openPalette} />
          <MenuItem
            title="Resolve…"
            detail={resolveOff}
            disabled={isOver || resolveOff !== null}
            onSelect={() => setDialog("resolve")}
          />
          <MenuItem
            title="Change severity…"
            detail={severityOff}
            disabled={isOver || severityOff !== null}
            onSelect={() => setDialog("severity")}
          />
          <MenuItem title="Roles…" detail="who leads, operates, speaks, writes" onSelect={() => setDialog("roles")} />
          <MenuItem
            title="Export all files"
            detail="one archive with every hash, for backout verify"
            onSelect={() => download(`/incidents/${incident.number}/export`)}
          />
          <MenuItem
            title="Export as one page"
            detail="to read and to print"
            onSelect={() => download(`/incidents/${incident.number}/export?format=html`)}
          />
          <MenuItem
            title={<Link href={`/incidents/${incident.number}/rca`}>Root cause review</Link>}
            onSelect={() => {}}
          />
        </Menu>
      </div>
      <div className="room-facts">
        <span className="only-phone">
          <LiveIndicator short />
        </span>
        <span className="only-phone flex-1" />
        {isOver ? null : (
          <span className="only-phone">
            <DueClock />
          </span>
        )}
        <span className="only-wide">
          <User size={13} aria-hidden /> Declared by <b>{incident.declaredBy}</b> <At at={incident.declaredAt} />
        </span>
        <span className="only-wide">
          <Server size={13} aria-hidden /> <b>{incident.targets.join(", ")}</b>
        </span>
        <span className="only-wide">
          <RoleBar roles={incident.roles} onOpen={() => setDialog("roles")} />
        </span>
        <span className="only-wide only-xl">
          Playbook <b>{incident.playbook}</b>
        </span>
        <span className="only-wide flex-1" />
        <span className="only-wide">
          <LiveIndicator />
        </span>
        <span className="only-wide">
          <UtcClock />
        </span>
      </div>
      <ResolveDialog open={dialog === "resolve"} onClose={() => setDialog(null)} />
      <RolesDialog open={dialog === "roles"} onClose={() => setDialog(null)} />
      <SeverityDialog open={dialog === "severity"} onClose={() => setDialog(null)} />
    </header>
  );
}

function Watchers({ handles }: { handles: string[] }) {
  if (handles.length === 0) return null;
  const shown = handles.slice(0, 3);
  return (
    <span className="only-wide flex items-center gap-2 text-12 text-ink-2" title={`Watching: ${handles.join(", ")}`}>
      <span aria-hidden>
        {shown.map((handle) => (
          <span key={handle} className="avatar">
            {initials(handle)}
          </span>
        ))}
        {handles.length > 3 ? <span className="avatar">+{handles.length - 3}</span> : null}
      </span>
      {handles.length} watching
    </span>
  );
}
