import { At } from "#components/common/time.tsx";
import type { AlertDraftView } from "#lib/contract/alert.ts";

/** What an alert says, in two lines. All of it is foreign text. */
export function AlertFacts({ draft }: { draft: AlertDraftView }) {
  const signals = Object.entries(draft.signals).map(([id, value]) => `${id} ${String(value)}`);
  return (
    <span className="min-w-0 flex-1">
      <b className="block truncate font-semibold text-13">{draft.title}</b>
      <span className="block text-12 text-ink-2">
        {draft.status === "firing" ? "firing" : "over"} since <At at={draft.startsAt} />
        {draft.endsAt ? (
          <>
            {" "}
            until <At at={draft.endsAt} />
          </>
        ) : null}
        {draft.target ? `, ${draft.target}` : ", no target named"}
        {signals.length > 0 ? `, ${signals.join(", ")}` : ""}
        {draft.unusable.length > 0
          ? `, not usable: ${draft.unusable.map((u) => `${u.name} (${u.reason})`).join(", ")}`
          : ""}
      </span>
    </span>
  );
}
