"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { api } from "#lib/client/http.ts";
import { randomKey } from "#lib/client/ids.ts";
import { keys } from "#lib/client/keys.ts";
import type { StartedRun } from "#lib/client/started-run.ts";
import type { StartRun } from "#lib/contract/run.ts";

/**
 * Starts a run. The key is one per dialog and content: a double click, or a press after an answer got lost, is the same
 * start; another choice is another one.
 */
export function useStartRun(incident: number, onStarted: (run: StartedRun) => void) {
  const client = useQueryClient();
  const keyOf = useRef(new Map<string, string>());
  return useMutation({
    mutationFn: (body: StartRun) => {
      const content = JSON.stringify(body);
      const key = keyOf.current.get(content) ?? randomKey();
      keyOf.current.set(content, key);
      return api.post<StartedRun>(`/incidents/${incident}/runs`, body, key);
    },
    // The run is shown at once; the rest of the room follows.
    onSuccess: (run) => {
      onStarted(run);
      void client.invalidateQueries({ queryKey: keys.incidents.detail(incident) });
    },
    onError: () => void client.invalidateQueries({ queryKey: keys.incidents.detail(incident) }),
  });
}
