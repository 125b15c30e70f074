"use client";
import { Siren } from "lucide-react";
import { useState } from "react";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { AreaField, TextField } from "#components/ui/field.tsx";
import type { RunView } from "#lib/contract/run.ts";
import { useRunMutation } from "./use-run-mutation.ts";

const MIN_REASON = 10;

/** For the one who asked and can reach nobody: reason and password again, and what follows from it. */
export function BreakGlass({ run, onDone }: { run: RunView; onDone: () => void }) {
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const [password, setPassword] = useState("");
  const act = useRunMutation(run, "/break-glass", onDone);
  if (!isOpen)
    return (
      <p className="mt-3">
        <Button onClick={() => setOpen(true)}>
          <Siren size={14} aria-hidden /> Nobody else can be reached
        </Button>
      </p>
    );
  const off =
    reason.trim().length < MIN_REASON
      ? `Say why, in ${MIN_REASON} characters or more.`
      : password === ""
        ? "Your password is asked for again."
        : null;
  return (
    <form
      className="mt-3"
      aria-label="Break the glass"
      onSubmit={(event) => {
        event.preventDefault();
        if (off === null && !act.isPending) act.mutate({ body: { reason, password } });
      }}
    >
      <div className="banner crit">
        <Siren size={15} aria-hidden />
        <span>
          <b>You arm it alone.</b> Everybody sees that at once, with your reason. The incident cannot be closed before
          another commander or an admin has reviewed it.
        </span>
      </div>
      <ProblemBanner error={act.error} lead="Not armed." />
      <AreaField
        label="Why nobody else can approve"
        name="reason"
        value={reason}
        maxLength={2000}
        onChange={(e) => setReason(e.target.value)}
      />
      <TextField
        label="Your password"
        name="password"
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={(e) => setPassword(e.target.value)}
      />
      <Button type="submit" look="final" off={off} busy={act.isPending && "Arming"}>
        Break the glass
      </Button>
    </form>
  );
}
