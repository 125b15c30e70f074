"use client";
import { Bug } from "lucide-react";
import { useState } from "react";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import type { DrillView } from "#lib/contract/drill.ts";
import { freshKey, useDrillVerb } from "./use-drill-verb.ts";

/** What is broken, where, and how it is put back; Cancel has the focus. */
export function InjectDialog({ drill, onClose }: { drill: DrillView; onClose: () => void }) {
  const verb = useDrillVerb(drill.number);
  const [key] = useState(freshKey);
  const where = drill.targets.join(", ");
  return (
    <Dialog
      open
      onClose={onClose}
      alert
      tone="crit"
      lead={<Bug size={16} />}
      title={`Break ${where} on purpose`}
      description={drill.scenario.title}
      footer={
        <>
          <p>It can be put back with one button. Production targets are refused.</p>
          <Button data-first-focus onClick={onClose}>
            Cancel
          </Button>
          <Button
            look="danger"
            busy={verb.isPending && "Injecting"}
            onClick={() => verb.mutate({ path: "inject", key }, { onSuccess: onClose })}
          >
            Inject the failure
          </Button>
        </>
      }
    >
      <ProblemBanner error={verb.error} lead="Nothing was injected." />
      <p>{drill.scenarioSummary}</p>
      <p className="text-12 text-ink-2">
        It runs as an ordinary run in INC-{drill.incident}, step by step and recorded, and ends only when a probe has
        seen the failure. {drill.version ? `It deploys ${drill.version}.` : null}
      </p>
    </Dialog>
  );
}
