import { Command as Cmdk } from "cmdk";
import {
  BookOpen,
  ClipboardList,
  CornerDownRight,
  FileText,
  type LucideIcon,
  Server,
  Siren,
  Target,
  Zap,
} from "lucide-react";
import type { Command } from "#lib/client/palette/commands.ts";

const ICON: Record<Command["group"], LucideIcon> = {
  Here: CornerDownRight,
  Incidents: Siren,
  Do: Zap,
  Pages: FileText,
  Targets: Server,
  Playbooks: BookOpen,
  Drills: Target,
  Reviews: ClipboardList,
};

type Props = { value: string; command: Command; choose: (command: Command) => void };

/** What cannot be chosen stays in the list and says why. */
export function PaletteItem({ value, command, choose }: Props) {
  const Icon = ICON[command.group];
  return (
    <Cmdk.Item
      className="palette-item"
      value={value}
      keywords={[command.title, command.detail, ...command.words]}
      disabled={command.off !== null}
      onSelect={() => choose(command)}
    >
      <Icon size={14} aria-hidden />
      <span className="name">{command.title}</span>
      <span className="detail">{command.off ?? command.detail}</span>
    </Cmdk.Item>
  );
}
