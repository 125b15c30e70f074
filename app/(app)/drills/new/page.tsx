import type { Metadata } from "next";
import { Suspense } from "react";
import { NewDrillPage } from "#components/drill/new-drill-page.tsx";

export const metadata: Metadata = { title: "Plan a drill" };

export default function Page() {
  return (
    <Suspense>
      <NewDrillPage />
    </Suspense>
  );
}
