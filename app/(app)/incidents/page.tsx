import type { Metadata } from "next";
import { Suspense } from "react";
import { IncidentList } from "#components/incident/incident-list.tsx";

export const metadata: Metadata = { title: "Incidents" };

export default function IncidentsPage() {
  return (
    <Suspense>
      <IncidentList />
    </Suspense>
  );
}
