import type { Metadata } from "next";
import { Suspense } from "react";
import { AssessPage } from "#components/assessment/assess-page.tsx";

export const metadata: Metadata = { title: "Assess severity" };

export default function Page() {
  return (
    <Suspense>
      <AssessPage />
    </Suspense>
  );
}
