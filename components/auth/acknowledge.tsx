"use client";
import { useMutation } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { api } from "#lib/client/http.ts";

type Acknowledged = { incident: number; title: string; name: string };

/** Acknowledged by a press, not by opening the link: mail scanners and previews open links too. */
export function Acknowledge() {
  const token = useSearchParams().get("token") ?? "";
  const answer = useMutation({ mutationFn: () => api.post<Acknowledged>("/links/acknowledge", { token }) });
  if (answer.data) {
    const { incident, title, name } = answer.data;
    return (
      <div className="panel grid gap-2 p-5" role="status">
        <h1 className="flex items-center gap-2 font-semibold text-20 tracking-tight">
          <CircleCheck size={20} aria-hidden className="text-ok" /> Acknowledged
        </h1>
        <p className="text-ink-2">
          INC-{incident}, {title}: recorded for {name}. Nobody else is called for an answer.
        </p>
        <a className="link" href={`/incidents/${incident}`}>
          Open the incident
        </a>
      </div>
    );
  }
  return (
    <div className="panel grid gap-4 p-5">
      <div>
        <h1 className="font-semibold text-20 tracking-tight">Do you have it?</h1>
        <p className="mt-1 text-ink-2">Nothing was acknowledged by opening this page. The button works once.</p>
      </div>
      <ProblemBanner error={answer.error} lead="Not acknowledged." />
      <Button
        look="primary"
        size="lg"
        busy={answer.isPending && "Acknowledging"}
        off={token === "" ? "The link has no token: copy the whole address." : null}
        onClick={() => answer.mutate()}
      >
        Acknowledge
      </Button>
    </div>
  );
}
