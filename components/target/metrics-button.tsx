"use client";
import { Activity } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";

const MetricsDialog = dynamic(() => import("./metrics-dialog.tsx").then((m) => m.MetricsDialog));

/** Opens what is measured of a target; the dialog is loaded with the first press. */
export function MetricsButton({ target }: { target: { id: string; name: string } }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        size="sm"
        className="ml-2"
        aria-label={`Measured signals of ${target.name}`}
        onClick={() => setOpen(true)}
      >
        <Activity size={13} aria-hidden /> Signals
      </Button>
      {isOpen ? <MetricsDialog target={target} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
