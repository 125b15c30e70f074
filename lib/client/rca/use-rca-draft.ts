"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import type { RcaValues, RcaView } from "#lib/contract/rca.ts";
import { api, sentenceOf, statusOf } from "../http.ts";
import { keys } from "../keys.ts";
import { type Conflict, mergeRca, pruned } from "./merge.ts";

const SAVE_AFTER_MS = 800;

export type SaveState = { kind: "saved" | "unsaved" | "saving" } | { kind: "failed"; reason: string };
export type RcaDraft = {
  values: RcaValues;
  change: (field: string, value: RcaValues[string]) => void;
  save: SaveState;
  /** Fields that another person wrote at the same time; saving waits until each is settled. */
  conflicts: Conflict[];
  settle: (field: string, take: "mine" | "theirs") => void;
  /** Saves what is open now; false when it could not be saved. */
  flush: () => Promise<boolean>;
  version: number;
};

/** The review as it is being written: saved after each pause, never over someone else's text. */
export function useRcaDraft(view: RcaView): RcaDraft {
  const client = useQueryClient();
  const [values, setValues] = useState(view.values);
  const [save, setSave] = useState<SaveState>({ kind: "saved" });
  const [conflicts, setConflicts] = useState<Conflict[]>([]);
  const base = useRef({ version: view.version, values: view.values });
  const latest = useRef(values);
  const isDirty = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const inFlight = useRef<Promise<boolean> | null>(null);

  const put = useCallback(async (): Promise<boolean> => {
    const sent = latest.current;
    isDirty.current = false;
    setSave({ kind: "saving" });
    try {
      const answer = await api.put<RcaView>(`/incidents/${view.incident}/rca`, {
        version: base.current.version,
        values: pruned(sent),
      });
      base.current = { version: answer.version, values: answer.values };
      client.setQueryData(keys.rca(view.incident), answer);
      setSave({ kind: isDirty.current ? "unsaved" : "saved" });
      return true;
    } catch (error) {
      isDirty.current = true;
      if (statusOf(error) !== 409) {
        setSave({ kind: "failed", reason: sentenceOf(error) });
        return false;
      }
      const newer = await api.get<RcaView>(`/incidents/${view.incident}/rca`);
      const merged = mergeRca(base.current.values, latest.current, newer.values);
      base.current = { version: newer.version, values: newer.values };
      latest.current = merged.values;
      setValues(merged.values);
      setConflicts(merged.conflicts);
      setSave({ kind: "unsaved" });
      return false;
    }
  }, [client, view.incident]);

  const flush = useCallback(async (): Promise<boolean> => {
    if (timer.current) clearTimeout(timer.current);
    timer.current = null;
    await inFlight.current?.catch(() => false);
    if (!isDirty.current) return true;
    inFlight.current = put();
    return inFlight.current;
  }, [put]);

  const later = useCallback(() => {
    if (timer.current) clearTimeout(timer.current);
    timer.current = setTimeout(() => void flush(), SAVE_AFTER_MS);
  }, [flush]);

  const change = useCallback(
    (field: string, value: RcaValues[string]) => {
      latest.current = { ...latest.current, [field]: value };
      isDirty.current = true;
      setValues(latest.current);
      setSave({ kind: "unsaved" });
      if (conflicts.length === 0) later();
    },
    [conflicts.length, later],
  );

  const settle = useCallback(
    (field: string, take: "mine" | "theirs") => {
      const conflict = conflicts.find((c) => c.field === field);
      const value = take === "mine" ? conflict?.mine : conflict?.theirs;
      if (value !== undefined) {
        latest.current = { ...latest.current, [field]: value };
        setValues(latest.current);
      }
      const rest = conflicts.filter((c) => c.field !== field);
      setConflicts(rest);
      isDirty.current = true;
      if (rest.length === 0) later();
    },
    [conflicts, later],
  );

  // Someone else saved while nothing is open here: take it.
  useEffect(() => {
    if (isDirty.current || view.version <= base.current.version) return;
    base.current = { version: view.version, values: view.values };
    latest.current = view.values;
    setValues(view.values);
  }, [view]);

  // A merge without conflicts is saved like any change.
  useEffect(() => {
    if (save.kind === "unsaved" && conflicts.length === 0 && isDirty.current && timer.current === null) later();
  }, [save, conflicts.length, later]);

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (isDirty.current) event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => {
      window.removeEventListener("beforeunload", warn);
      void flush();
    };
  }, [flush]);

  return { values, change, save, conflicts, settle, flush, version: base.current.version };
}
