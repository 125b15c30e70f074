"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { At } from "#components/common/time.tsx";
import { lineLink } from "#components/console/use-line-link.ts";
import { pinched } from "#lib/client/format.ts";
import { sentenceOf } from "#lib/client/http.ts";
import { queries } from "#lib/client/queries.ts";
import type { EvidenceView } from "#lib/contract/incident.ts";

/** Lines that somebody pinned from an output, and the way to them. */
export function Excerpt({ incident, evidence }: { incident: number; evidence: EvidenceView }) {
  const query = useQuery(queries.evidence(incident, evidence.id));
  const { lines, runId, stepRunId } = evidence;
  if (!lines || !runId || !stepRunId) return null;
  const place = { stepRunId, line: lines.from - 1, to: lines.to - 1 };
  return (
    <section className="excerpt" aria-label={`${evidence.source}: ${evidence.title}`}>
      <header>
        <Link className="link min-w-0 flex-1 truncate" href={`/incidents/${incident}${lineLink(runId, place)}`}>
          {evidence.source}, {evidence.title}
        </Link>
        <span className="text-11 text-ink-3">
          <At at={evidence.at} />
        </span>
      </header>
      {query.isError ? (
        <p className="p-2 text-12 text-crit">Not read. {sentenceOf(query.error)}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region is scrolled by keyboard.
        <pre tabIndex={0}>{query.data?.replace(/\n$/, "") ?? "…"}</pre>
      )}
      <footer title={evidence.content?.sha256}>sha256 {pinched(evidence.content?.sha256 ?? "")}</footer>
    </section>
  );
}
