"use client";
import { useQueryClient } from "@tanstack/react-query";
import { CircleX } from "lucide-react";
import { useRouter, useSearchParams } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/field.tsx";
import { signIn } from "#lib/client/session.ts";

/** Only a path of this site: a link must not carry a person elsewhere after signing in. */
export const safeNext = (next: string | null): string =>
  next?.startsWith("/") && !next.startsWith("//") && !next.includes("\\") ? next : "/";

export function SignInForm() {
  const router = useRouter();
  const next = safeNext(useSearchParams().get("next"));
  const client = useQueryClient();
  const [reason, setReason] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isBusy) return;
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setReason(null);
    const answer = await signIn(String(form.get("handle") ?? "").trim(), String(form.get("password") ?? ""));
    if (!answer.ok) {
      setReason(answer.reason);
      setBusy(false);
      return;
    }
    client.clear();
    router.replace(next);
  };

  return (
    <form className="panel grid gap-4 p-5" onSubmit={submit}>
      <h1 className="font-semibold text-20 tracking-tight">Sign in</h1>
      {reason ? (
        <div className="banner crit" role="alert">
          <CircleX size={15} aria-hidden />
          <span>
            <b>Not signed in.</b> {reason}
          </span>
        </div>
      ) : null}
      <TextField
        label="Handle"
        name="handle"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        autoFocus
      />
      <TextField label="Password" name="password" type="password" autoComplete="current-password" required />
      <Button type="submit" look="primary" size="lg" busy={isBusy && "Signing in"}>
        Sign in
      </Button>
      <p className="text-12 text-ink-3">
        No account? An administrator of this installation makes one. There is no default account.
      </p>
    </form>
  );
}
