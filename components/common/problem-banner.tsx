import { CircleX } from "lucide-react";
import { sentenceOf } from "#lib/client/http.ts";

/** Why something was not done, where the button is. */
export function ProblemBanner({ error, lead }: { error: unknown; lead: string }) {
  if (!error) return null;
  return (
    <div className="banner crit" role="alert">
      <CircleX size={15} aria-hidden />
      <span className="min-w-0">
        <b>{lead}</b> {sentenceOf(error)}
      </span>
    </div>
  );
}
