"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearchParams } from "next/navigation";
import { api } from "#lib/client/http.ts";
import { keys } from "#lib/client/keys.ts";
import { payloadOf } from "#lib/client/signal-form.ts";
import type { AssessmentView } from "#lib/contract/assessment.ts";
import type { SeverityClass } from "#lib/domain/playbook/schema.ts";
import type { Signals } from "#lib/domain/severity/types.ts";

type Declaration = {
  assessment: {
    playbook: string;
    target: string;
    signals: Signals;
    measured: Readonly<Record<string, string>>;
    symptoms: readonly string[];
  };
  title: string;
  targets: string[];
  alertDraft: string | null;
  /** Said only when it is not the verdict; the server asks for a reason where one is owed. */
  override: { severity: SeverityClass; reason: string } | null;
};

/** Records the assessment, declares the incident with it, and goes to its room. */
export function useDeclare() {
  const client = useQueryClient();
  const router = useRouter();
  const drill = drillIn(useSearchParams());
  return useMutation({
    mutationFn: async ({ assessment, title, targets, alertDraft, override }: Declaration) => {
      const recorded = await api.post<AssessmentView>("/assessments", {
        playbook: assessment.playbook,
        target: assessment.target,
        signals: payloadOf(assessment.signals, assessment.symptoms),
        measured: assessment.measured,
        ...(alertDraft === null ? {} : { alertDraft }),
      });
      return api.post<{ number: number }>("/incidents", {
        title,
        targets,
        assessmentId: recorded.id,
        ...(drill === null ? {} : { drill }),
        ...(alertDraft === null ? {} : { alertDraft }),
        ...(override ? { severity: override.severity, ...(override.reason ? { reason: override.reason } : {}) } : {}),
      });
    },
    onSuccess: ({ number }) => {
      void client.invalidateQueries({ queryKey: keys.incidents.all });
      router.push(`/incidents/${number}`);
    },
  });
}

/** `?drill=3`: the players of a drill declare its own incident. */
export function drillIn(search: { get(name: string): string | null }): number | null {
  const number = search.get("drill") ?? "";
  return /^[1-9][0-9]{0,8}$/.test(number) ? Number(number) : null;
}
