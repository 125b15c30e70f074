"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { api } from "#lib/client/http.ts";
import { readingOf } from "#lib/client/measured.ts";
import { queries } from "#lib/client/queries.ts";

/** The server forgets after a minute that somebody looks. */
const SAY_AGAIN_MS = 30_000;

/** What is measured of a target while the page is open: an engine is asked at once, and again as long as somebody looks. The socket says when to read. */
export function useMeasurements(targetId: string | null) {
  const query = useQuery({ ...queries.measurements(targetId ?? ""), enabled: targetId !== null });
  const { mutate: ask } = useMutation({ mutationFn: (id: string) => api.post(`/targets/${id}/measurements`, {}) });
  const hasSource = query.data?.hasSource ?? false;
  useEffect(() => {
    if (targetId === null || !hasSource) return;
    ask(targetId);
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") ask(targetId);
    }, SAY_AGAIN_MS);
    return () => clearInterval(timer);
  }, [targetId, hasSource, ask]);
  const views = query.data?.readings;
  const readings = useMemo(() => (views ?? []).map(readingOf), [views]);
  return { hasSource, isError: query.isError, views: views ?? [], readings };
}
