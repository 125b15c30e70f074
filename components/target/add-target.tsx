"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { PanelState, Skeleton } from "#components/common/panel-state.tsx";
import { Preflight } from "#components/readiness/preflight.tsx";
import { queries } from "#lib/client/queries.ts";
import { TargetForm } from "./target-form.tsx";

/** The form, once it is known what the playbooks ask of a target; then what the first look at the new target finds. */
export function AddTarget({ onClose }: { onClose: () => void }) {
  const playbooks = useQuery(queries.playbooks());
  const [added, setAdded] = useState<string | null>(null);
  if (added !== null) return <Preflight target={added} onClose={onClose} />;
  return (
    <PanelState query={playbooks} what="playbooks" skeleton={<Skeleton rows={6} />}>
      {(known) => <TargetForm playbooks={known} onAdded={setAdded} onClose={onClose} />}
    </PanelState>
  );
}
