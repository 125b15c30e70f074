"use client";
import { TriangleAlert } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import type { RcaDraft } from "#lib/client/rca/use-rca-draft.ts";
import type { RcaValues, RcaView } from "#lib/contract/rca.ts";

/** Two people wrote in one field: both texts, and a choice. Nothing is lost until it is made. */
export function RcaConflicts({ view, draft }: { view: RcaView; draft: RcaDraft }) {
  if (draft.conflicts.length === 0) return null;
  return (
    <div className="banner warn mb-4" role="alert">
      <TriangleAlert size={15} aria-hidden />
      <div className="grid min-w-0 flex-1 gap-3">
        <p>
          <b>Someone else wrote in the same {draft.conflicts.length === 1 ? "field" : "fields"}.</b> Your text is kept.
          Choose which one stays; you can still edit it.
        </p>
        {draft.conflicts.map(({ field, mine, theirs }) => (
          <div key={field}>
            <b className="mb-1 block">{view.fields.find((f) => f.id === field)?.title ?? field}</b>
            <div className="grid gap-2 sm:grid-cols-2">
              <Side title="Yours" text={asText(mine)} button="Keep mine" onTake={() => draft.settle(field, "mine")} />
              <Side
                title="Theirs, saved"
                text={asText(theirs)}
                button="Take theirs"
                onTake={() => draft.settle(field, "theirs")}
              />
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}

function Side({ title, text, button, onTake }: { title: string; text: string; button: string; onTake: () => void }) {
  return (
    <div className="panel p-2.5">
      <p className="caption">{title}</p>
      <p className="my-1 max-h-40 overflow-auto whitespace-pre-wrap break-words text-ink-1">{text || "empty"}</p>
      <Button size="sm" onClick={onTake}>
        {button}
      </Button>
    </div>
  );
}

function asText(value: RcaValues[string] | undefined): string {
  if (value === undefined) return "";
  if (typeof value === "string") return value;
  return value
    .map((item) => (typeof item === "string" ? item : `${item.text} (${item.owner || "no owner"})`))
    .join("\n");
}
