"use client";
import { useQuery } from "@tanstack/react-query";
import { Command as Cmdk } from "cmdk";
import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { Dialog as Radix } from "radix-ui";
import { drillQueries } from "#lib/client/drill-queries.ts";
import { type Command, commandsOf, GROUPS, recentOf } from "#lib/client/palette/commands.ts";
import { useOffered } from "#lib/client/palette/here.ts";
import { noteRecent, recentIds } from "#lib/client/palette/recent.ts";
import { queries } from "#lib/client/queries.ts";
import { openHelp } from "../help-dialog.tsx";
import { PaletteItem } from "./palette-item.tsx";

type Props = { open: boolean; onClose: () => void };

/** Search and go to anything. Choosing opens a page or a dialog; nothing is started, declared or sent from here. */
export function PaletteDialog({ open, onClose }: Props) {
  const router = useRouter();
  const choose = (command: Command) => {
    noteRecent(command.id);
    onClose();
    if ("href" in command) router.push(command.href);
    // After this dialog has given the focus back: the one it opens takes it from there.
    else setTimeout(command.open);
  };
  return (
    <Radix.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Radix.Portal>
        <Radix.Overlay className="scrim" />
        <Radix.Content className="dialog palette" aria-describedby={undefined}>
          <Radix.Title className="sr-only">Search and go to</Radix.Title>
          <Cmdk label="Search and go to" loop>
            <div className="palette-search">
              <Search size={16} aria-hidden />
              <Cmdk.Input placeholder="Incident, target, playbook, page, what to do…" />
              <Radix.Close className="kbd">
                Esc<span className="sr-only"> to close</span>
              </Radix.Close>
            </div>
            <List choose={choose} />
          </Cmdk>
          <p className="palette-foot">Choosing opens a page or a dialog. Nothing is started, declared or sent here.</p>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function List({ choose }: { choose: (command: Command) => void }) {
  const commands = useCommands();
  const recent = recentOf(commands, recentIds());
  return (
    <Cmdk.List label="What was found">
      <Cmdk.Empty>Nothing has these words. Closed incidents are found in the list of incidents.</Cmdk.Empty>
      {recent.length > 0 ? (
        <Cmdk.Group heading="Recent">
          {recent.map((command) => (
            <PaletteItem key={command.id} value={`recent:${command.id}`} command={command} choose={choose} />
          ))}
        </Cmdk.Group>
      ) : null}
      {GROUPS.map((group) => {
        const own = commands.filter((command) => command.group === group);
        return own.length === 0 ? null : (
          <Cmdk.Group key={group} heading={group}>
            {own.map((command) => (
              <PaletteItem key={command.id} value={command.id} command={command} choose={choose} />
            ))}
          </Cmdk.Group>
        );
      })}
    </Cmdk.List>
  );
}

function useCommands(): Command[] {
  const here = useOffered();
  const me = useQuery(queries.me()).data;
  const incidents = useQuery(queries.activeIncidents()).data ?? [];
  const targets = useQuery(queries.targets()).data ?? [];
  const playbooks = useQuery(queries.playbooks()).data ?? [];
  const drills = useQuery(drillQueries.list("open")).data ?? [];
  return [...here, ...commandsOf({ me, incidents, targets, playbooks, drills }), HELP];
}

const HELP: Command = {
  id: "do:help",
  group: "Do",
  title: "Help and shortcuts",
  detail: "?",
  words: ["keys", "keyboard"],
  off: null,
  open: openHelp,
};
