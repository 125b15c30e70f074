"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { ago } from "#lib/client/format.ts";
import { api, sentenceOf } from "#lib/client/http.ts";
import { keys } from "#lib/client/keys.ts";
import { useNow } from "#lib/client/use-now.ts";
import { useWriteOff } from "#lib/client/use-write-off.ts";
import type { ReadinessTarget } from "#lib/contract/readiness.ts";

/** A target's name, how old what is known of it is, and the button that looks now. */
export function TargetHead({ item }: { item: ReadinessTarget }) {
  const client = useQueryClient();
  const notAllowed = useWriteOff("readiness.check", "Checking");
  const check = useMutation({
    mutationFn: () => api.post(`/targets/${item.id}/readiness/check`, {}),
    onSettled: () => client.invalidateQueries({ queryKey: keys.readiness }),
  });
  const off =
    notAllowed ?? (item.holder ? `"${item.holder.title}" holds it. It is checked when that has ended.` : null);
  return (
    <div className="target-head">
      <span className="target-name">{item.target}</span>
      <span className="target-facts">
        {item.environment}, {item.playbook}
      </span>
      <Age item={item} />
      <Button
        size="sm"
        off={off}
        busy={(check.isPending || item.isChecking) && "Checking"}
        aria-label={`Check now: ${item.target}`}
        onClick={() => check.mutate()}
      >
        <RefreshCw size={12} aria-hidden /> Check now
      </Button>
      {check.error ? (
        <span className="target-facts text-crit" role="alert">
          {sentenceOf(check.error)}
        </span>
      ) : null}
    </div>
  );
}

/** How old the look is; too old is said in so many words. */
export function Age({ item }: { item: Pick<ReadinessTarget, "checkedAt" | "isStale"> }) {
  const now = useNow();
  if (item.checkedAt === null) return <span className="target-facts">never checked</span>;
  if (now === 0) return <span className="target-facts">checked</span>;
  const age = ago(Math.max(0, now - Date.parse(item.checkedAt)));
  return (
    <span className={`target-facts ${item.isStale ? "text-warn" : ""}`}>
      checked {age}
      {item.isStale ? ", too old" : ""}
    </span>
  );
}
