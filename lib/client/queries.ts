import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { AlertDraftView } from "#lib/contract/alert.ts";
import type { CardView } from "#lib/contract/card.ts";
import type { Me } from "#lib/contract/common.ts";
import type { ChannelView, CommunicationView, ContactView } from "#lib/contract/communication.ts";
import type { IncidentSummary, IncidentView } from "#lib/contract/incident.ts";
import type { MeasurementsView, MetricsSourceView } from "#lib/contract/measurement.ts";
import type { IncidentMetrics } from "#lib/contract/metrics.ts";
import type { OutputHits } from "#lib/contract/output.ts";
import type { PlaybookView } from "#lib/contract/playbook.ts";
import type { PushView } from "#lib/contract/push.ts";
import type { RcaView } from "#lib/contract/rca.ts";
import type { ReadinessBoard } from "#lib/contract/readiness.ts";
import type { RecordVerification } from "#lib/contract/record.ts";
import type { Responder } from "#lib/contract/roles.ts";
import type { PlanView, RunSummary, RunView } from "#lib/contract/run.ts";
import type { StatusComponentView } from "#lib/contract/status.ts";
import type { TargetView } from "#lib/contract/target.ts";
import type { WatchView } from "#lib/contract/watch.ts";
import { api, getBytes } from "./http.ts";
import { keys } from "./keys.ts";

type Playbooks = { items: PlaybookView[]; problems: { playbook: string; message: string }[] };
type Page<T> = { items: T[]; nextCursor: string | null };

export const evidencePath = (number: number, id: string): string => `/incidents/${number}/evidence/${id}/content`;

/** What the pages read. The socket says when to read again; these never poll by themselves unless a page asks. */
export const queries = {
  me: () => queryOptions({ queryKey: keys.me, queryFn: ({ signal }) => api.get<Me>("/me", signal), staleTime: 60_000 }),
  playbooks: () =>
    queryOptions({
      queryKey: keys.playbooks,
      queryFn: ({ signal }) => api.get<Playbooks>("/playbooks", signal),
      staleTime: 5 * 60_000,
      select: (answer) => answer.items,
    }),
  /** The same answer: what could not be loaded, with file, line and column. */
  playbookProblems: () =>
    queryOptions({
      queryKey: keys.playbooks,
      queryFn: ({ signal }) => api.get<Playbooks>("/playbooks", signal),
      staleTime: 5 * 60_000,
      select: (answer) => answer.problems,
    }),
  targets: () =>
    queryOptions({
      queryKey: keys.targets,
      queryFn: async ({ signal }) => (await api.get<{ items: TargetView[] }>("/targets", signal)).items,
    }),
  readiness: () =>
    queryOptions({
      queryKey: keys.readiness,
      queryFn: ({ signal }) => api.get<ReadinessBoard>("/readiness", signal),
    }),
  activeIncidents: () =>
    queryOptions({
      queryKey: keys.incidents.list("active"),
      queryFn: async ({ signal }) => (await api.get<Page<IncidentSummary>>("/incidents?state=active", signal)).items,
    }),
  incidents: (state: "active" | "all") =>
    infiniteQueryOptions({
      queryKey: [...keys.incidents.list(state), "pages"] as const,
      queryFn: ({ signal, pageParam }) =>
        api.get<Page<IncidentSummary>>(
          `/incidents?state=${state}${pageParam ? `&cursor=${encodeURIComponent(pageParam)}` : ""}`,
          signal,
        ),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.nextCursor,
    }),
  incident: (number: number) =>
    queryOptions({
      queryKey: keys.incidents.detail(number),
      queryFn: ({ signal }) => api.get<IncidentView>(`/incidents/${number}`, signal),
    }),
  recentRuns: (limit: number) =>
    queryOptions({
      queryKey: keys.runs.recent(limit),
      queryFn: async ({ signal }) => (await api.get<Page<RunSummary>>(`/runs?limit=${limit}`, signal)).items,
    }),
  run: (id: string) =>
    queryOptions({
      queryKey: keys.runs.detail(id),
      queryFn: ({ signal }) => api.get<RunView>(`/runs/${id}`, signal),
    }),
  /** Lines from 0, as the console counts. `heldFrom` says what the page itself looks through; another one asks again. */
  outputSearch: (runId: string, target: string, q: string, heldFrom: string) =>
    queryOptions({
      queryKey: keys.outputSearch(runId, target, q, heldFrom),
      queryFn: async ({ signal }) => {
        const asked = new URLSearchParams({ q, target });
        const { items, hasMore } = await api.get<OutputHits>(`/runs/${runId}/output/search?${asked}`, signal);
        return { items: items.map(({ stepRunId, line }) => ({ stepRunId, line: line - 1 })), hasMore };
      },
      staleTime: Number.POSITIVE_INFINITY,
    }),
  plan: (id: string) =>
    queryOptions({ queryKey: keys.plan(id), queryFn: ({ signal }) => api.get<PlanView>(`/plans/${id}`, signal) }),
  communication: (number: number) =>
    queryOptions({
      queryKey: keys.communication(number),
      queryFn: ({ signal }) => api.get<CommunicationView>(`/incidents/${number}/communication`, signal),
    }),
  contacts: () =>
    queryOptions({
      queryKey: keys.contacts,
      queryFn: async ({ signal }) => (await api.get<{ items: ContactView[] }>("/contacts", signal)).items,
    }),
  push: () => queryOptions({ queryKey: keys.push, queryFn: ({ signal }) => api.get<PushView>("/push", signal) }),
  /** Who can hold a role in an incident. */
  responders: () =>
    queryOptions({
      queryKey: keys.responders,
      queryFn: async ({ signal }) => (await api.get<{ items: Responder[] }>("/responders", signal)).items,
      staleTime: 60_000,
    }),
  statusComponents: () =>
    queryOptions({
      queryKey: keys.statusComponents,
      queryFn: async ({ signal }) =>
        (await api.get<{ items: StatusComponentView[] }>("/status/components", signal)).items,
    }),
  channels: () =>
    queryOptions({
      queryKey: keys.channels,
      queryFn: async ({ signal }) => (await api.get<{ items: ChannelView[] }>("/channels", signal)).items,
    }),
  /** Collected evidence as text; it never changes. What is not UTF-8 shows as a mark, the download has the bytes. */
  evidence: (number: number, id: string) =>
    queryOptions({
      queryKey: keys.evidence(number, id),
      queryFn: async ({ signal }) => new TextDecoder().decode((await getBytes(evidencePath(number, id), signal)).bytes),
      staleTime: Number.POSITIVE_INFINITY,
    }),
  alertDrafts: () =>
    queryOptions({
      queryKey: keys.alerts,
      queryFn: async ({ signal }) => (await api.get<{ items: AlertDraftView[] }>("/alerts/drafts", signal)).items,
    }),
  measurements: (targetId: string) =>
    queryOptions({
      queryKey: keys.measurements.of(targetId),
      queryFn: ({ signal }) => api.get<MeasurementsView>(`/targets/${targetId}/measurements`, signal),
    }),
  metricsSource: (targetId: string) =>
    queryOptions({
      queryKey: keys.metricsSource(targetId),
      queryFn: ({ signal }) => api.get<MetricsSourceView>(`/targets/${targetId}/metrics-source`, signal),
    }),
  watches: (runId: string) =>
    queryOptions({
      queryKey: keys.watches.of(runId),
      queryFn: async ({ signal }) => (await api.get<{ items: WatchView[] }>(`/runs/${runId}/watches`, signal)).items,
    }),
  recordVerification: () =>
    queryOptions({
      queryKey: keys.record,
      queryFn: ({ signal }) => api.get<RecordVerification>("/audit/verification", signal),
      // Walks everything that was ever recorded.
      staleTime: 5 * 60_000,
    }),
  incidentMetrics: () =>
    queryOptions({
      queryKey: keys.metrics,
      queryFn: ({ signal }) => api.get<IncidentMetrics>("/metrics/incidents", signal),
    }),
  card: (target: string) =>
    queryOptions({
      queryKey: keys.card(target),
      queryFn: ({ signal }) => api.get<CardView>(`/targets/${encodeURIComponent(target)}/card`, signal),
    }),
  rca: (number: number) =>
    queryOptions({
      queryKey: keys.rca(number),
      queryFn: ({ signal }) => api.get<RcaView>(`/incidents/${number}/rca`, signal),
    }),
};
