"use client";
import dynamic from "next/dynamic";
import { useState } from "react";
import type { EvidenceView } from "#lib/contract/incident.ts";

const EvidenceDialog = dynamic(() => import("./evidence-dialog.tsx").then((m) => m.EvidenceDialog));

/** The title of a piece of evidence; a press shows what was collected, where something was. */
export function EvidenceLink({ incident, evidence }: { incident: number; evidence: EvidenceView }) {
  const [isOpen, setOpen] = useState(false);
  if (!evidence.content) return <b className="font-medium">{evidence.title}</b>;
  return (
    <>
      <button type="button" className="link text-left" onClick={() => setOpen(true)}>
        {evidence.title}
      </button>
      {isOpen ? <EvidenceDialog incident={incident} evidence={evidence} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
