"use client";
import { CircleX } from "lucide-react";
import type { ReactNode } from "react";
import { procedureName, useRoom } from "#components/incident/room-context.tsx";
import { Menu, MenuItem } from "#components/ui/menu.tsx";
import type { ProcedureView } from "#lib/contract/playbook.ts";

type Props = { procedure: ProcedureView; off: string | null; children: ReactNode };

/** Every way of doing a procedure. A refused one stays visible, says why, and what to press instead. */
export function OptionsMenu({ procedure, off, children }: Props) {
  const room = useRoom();
  const nameOf = (id: string) => {
    const option = procedure.options.find((o) => o.id === id);
    const other = room.procedure(id);
    return option ? `“${option.title}”` : other ? procedureName(other) : id;
  };
  return (
    <Menu trigger={children}>
      {procedure.options.map((option, index) =>
        option.refused ? (
          <MenuItem
            key={option.id}
            disabled
            title={
              <>
                <CircleX size={13} className="text-crit" aria-hidden /> {option.title}{" "}
                <span className="text-crit">refused</span>
              </>
            }
            detail={`${option.refused.because} Instead: ${option.refused.instead.map(nameOf).join(" or ")}.`}
            onSelect={() => {}}
          />
        ) : (
          <MenuItem
            key={option.id}
            disabled={off !== null}
            title={
              <>
                {option.title}
                {index === 0 ? <span className="font-normal text-11 text-ink-3">default</span> : null}
              </>
            }
            detail={off ?? `${option.steps.length} steps. One confirmation follows.`}
            onSelect={() => room.openRollback(procedure.id, option.id)}
          />
        ),
      )}
    </Menu>
  );
}
