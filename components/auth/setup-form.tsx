"use client";
import { useRouter, useSearchParams } from "next/navigation";
import { type FormEvent, useState } from "react";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/field.tsx";
import { api, problemIn } from "#lib/client/http.ts";
import { signIn } from "#lib/client/session.ts";

const MIN_PASSWORD = 12;

/** Creates the first administrator with the one-time link that the console printed. */
export function SetupForm() {
  const token = useSearchParams().get("token") ?? "";
  const router = useRouter();
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const fieldError = (path: string) => problemIn(error)?.errors?.find((e) => e.path === path)?.message;

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isBusy) return;
    const form = Object.fromEntries(new FormData(event.currentTarget)) as Record<string, string>;
    setBusy(true);
    setError(null);
    try {
      await api.post("/setup", { token, handle: form.handle, name: form.name, password: form.password });
    } catch (failure) {
      setError(failure);
      setBusy(false);
      return;
    }
    const answer = await signIn(form.handle ?? "", form.password ?? "");
    router.replace(answer.ok ? "/" : "/sign-in");
  };

  return (
    <form className="panel grid gap-4 p-5" onSubmit={submit}>
      <div>
        <h1 className="font-semibold text-20 tracking-tight">Make the first administrator</h1>
        <p className="mt-1 text-ink-2">
          This link works once. An administrator manages targets and people, and starts no rollback.
        </p>
      </div>
      {token === "" ? (
        <div className="banner crit" role="alert">
          <span>
            <b>This link has no token.</b> Copy the whole address that Backout printed on its console.
          </span>
        </div>
      ) : null}
      <ProblemBanner error={error} lead="The account was not made." />
      <TextField
        label="Handle"
        name="handle"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        error={fieldError("handle")}
      />
      <TextField label="Name" name="name" autoComplete="name" required error={fieldError("name")} />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="new-password"
        required
        minLength={MIN_PASSWORD}
        hint={`At least ${MIN_PASSWORD} characters.`}
        error={fieldError("password")}
      />
      <Button
        type="submit"
        look="primary"
        size="lg"
        busy={isBusy && "Making the account"}
        off={token === "" ? "The link has no token." : null}
      >
        Make the account
      </Button>
    </form>
  );
}
