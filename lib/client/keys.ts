/** Query keys, one factory per noun. A shorter key invalidates everything below it. */
export const keys = {
  me: ["me"] as const,
  playbooks: ["playbooks"] as const,
  targets: ["targets"] as const,
  /** Below `targets`: what holds or changes a target changes what works on it. */
  readiness: ["targets", "readiness"] as const,
  incidents: {
    all: ["incidents"] as const,
    list: (state: "active" | "all") => ["incidents", "list", state] as const,
    detail: (number: number) => ["incidents", "detail", number] as const,
  },
  runs: {
    all: ["runs"] as const,
    recent: (limit: number) => ["runs", "recent", limit] as const,
    detail: (id: string) => ["runs", "detail", id] as const,
  },
  /** Not below `runs`: a change of the run does not search its output again. */
  outputSearch: (...what: string[]) => ["output-search", ...what] as const,
  plan: (id: string) => ["plans", id] as const,
  communication: (number: number) => ["communication", number] as const,
  contacts: ["contacts"] as const,
  push: ["push"] as const,
  /** Of the browser, not of the server. */
  ownPush: ["own-push"] as const,
  responders: ["responders"] as const,
  channels: ["channels"] as const,
  evidence: (number: number, id: string) => ["evidence", number, id] as const,
  statusComponents: ["status-components"] as const,
  measurements: { all: ["measurements"] as const, of: (targetId: string) => ["measurements", targetId] as const },
  metricsSource: (targetId: string) => ["metrics-source", targetId] as const,
  watches: { all: ["watches"] as const, of: (runId: string) => ["watches", runId] as const },
  alerts: ["alerts"] as const,
  record: ["record"] as const,
  metrics: ["metrics"] as const,
  card: (target: string) => ["card", target] as const,
  rca: (number: number) => ["rca", number] as const,
};
