import type { Metadata } from "next";
import { DrillsPage } from "#components/drill/drills-page.tsx";

export const metadata: Metadata = { title: "Drills" };

export default function Page() {
  return <DrillsPage />;
}
