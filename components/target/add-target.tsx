"use client";
import { useQuery } from "@tanstack/react-query";
import { PanelState, Skeleton } from "#components/common/panel-state.tsx";
import { queries } from "#lib/client/queries.ts";
import { TargetForm } from "./target-form.tsx";

/** The form, once it is known what the playbooks ask of a target. */
export function AddTarget({ onClose }: { onClose: () => void }) {
  return (
    <PanelState query={useQuery(queries.playbooks())} what="playbooks" skeleton={<Skeleton rows={6} />}>
      {(playbooks) => <TargetForm playbooks={playbooks} onClose={onClose} />}
    </PanelState>
  );
}
