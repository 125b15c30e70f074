"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearchParams } from "next/navigation";
import { useState } from "react";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { api } from "#lib/client/http.ts";

/** A one-time link is used by a press, not by opening it: mail scanners and previews open links too. */
export function LinkSignIn() {
  const token = useSearchParams().get("token") ?? "";
  const router = useRouter();
  const client = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const enter = async () => {
    setBusy(true);
    setError(null);
    try {
      await api.post("/links/sign-in", { token });
      client.clear();
      router.replace("/");
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <div className="panel grid gap-4 p-5">
      <div>
        <h1 className="font-semibold text-20 tracking-tight">Sign in with your link</h1>
        <p className="mt-1 text-ink-2">The link works once and then never again.</p>
      </div>
      <ProblemBanner error={error} lead="Not signed in." />
      <Button
        look="primary"
        size="lg"
        busy={isBusy && "Signing in"}
        off={token === "" ? "The link has no token: copy the whole address." : null}
        onClick={enter}
      >
        Sign in
      </Button>
      {token === "" ? <p className="text-12 text-crit">This link has no token. Copy the whole address.</p> : null}
      <a className="link text-12" href="/sign-in">
        Sign in with a password
      </a>
    </div>
  );
}
