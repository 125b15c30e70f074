import type { Metadata } from "next";
import { Suspense } from "react";
import { LinkSignIn } from "#components/auth/link-sign-in.tsx";

export const metadata: Metadata = { title: "Sign in by link", referrer: "no-referrer" };

export default function LinkPage() {
  return (
    <Suspense>
      <LinkSignIn />
    </Suspense>
  );
}
