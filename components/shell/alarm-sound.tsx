"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { queries } from "#lib/client/queries.ts";
import { isAlarm } from "#lib/client/sound/alarms.ts";
import { beep, sounds } from "#lib/client/sound/sounds.ts";
import type { IncidentSummary } from "#lib/contract/incident.ts";

/** A sound for what is new and wants somebody, when it is switched on. The first answer is no news. */
export function AlarmSound() {
  const incidents = useQuery(queries.activeIncidents()).data;
  const before = useRef<IncidentSummary[] | null>(null);
  useEffect(() => {
    if (!incidents) return;
    if (before.current && sounds.isOn() && isAlarm(before.current, incidents)) beep();
    before.current = incidents;
  }, [incidents]);
  return null;
}
