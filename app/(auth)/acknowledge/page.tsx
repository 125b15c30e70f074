import type { Metadata } from "next";
import { Suspense } from "react";
import { Acknowledge } from "#components/auth/acknowledge.tsx";

export const metadata: Metadata = { title: "Acknowledge", referrer: "no-referrer" };

export default function AcknowledgePage() {
  return (
    <Suspense>
      <Acknowledge />
    </Suspense>
  );
}
