"use client";
import { useQuery } from "@tanstack/react-query";
import { PanelState, Skeleton } from "#components/common/panel-state.tsx";
import { TopBar } from "#components/shell/top-bar.tsx";
import { queries } from "#lib/client/queries.ts";
import { AssessForm } from "./assess-form.tsx";

/** How bad is it, and why: signals in, verdict out, then the declaration. */
export function AssessPage() {
  const playbooks = useQuery(queries.playbooks());
  const targets = useQuery(queries.targets());
  return (
    <>
      <TopBar title="Assess severity" />
      <PanelState query={playbooks} what="playbooks" skeleton={<Skeleton rows={8} className="p-6" />}>
        {(loaded) => (
          <PanelState query={targets} what="targets" skeleton={<Skeleton rows={8} className="p-6" />}>
            {(known) => <AssessForm playbooks={loaded} targets={known} />}
          </PanelState>
        )}
      </PanelState>
    </>
  );
}
