"use client";
import { Plus, X } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { serverNow } from "#lib/client/live/freshness.ts";
import type { RcaAction } from "#lib/contract/rca.ts";

type Props = {
  labelledBy: string;
  title: string;
  actions: readonly RcaAction[];
  /** Hours after the end of the incident until these actions are due. */
  dueHours: number | null;
  from: string | null;
  off: string | null;
  onChange: (actions: RcaAction[]) => void;
};

/** What will be done by whom until when. */
export function ActionsField({ labelledBy, title, actions, dueHours, from, off, onChange }: Props) {
  const dueAt =
    dueHours === null ? null : new Date((from ? Date.parse(from) : serverNow()) + dueHours * 3_600_000).toISOString();
  const set = (index: number, change: Partial<RcaAction>) =>
    onChange(actions.map((action, i) => (i === index ? { ...action, ...change } : action)));
  return (
    <fieldset className="record" aria-labelledby={labelledBy}>
      {actions.map((action, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows are known by their place
        <div key={index} className="action-row">
          <input
            type="checkbox"
            className="size-4"
            aria-label={`Done: ${action.text || `${title} ${index + 1}`}`}
            checked={action.done}
            disabled={off !== null}
            onChange={(event) => set(index, { done: event.target.checked })}
          />
          <input
            className="input"
            aria-label={`${title}: action ${index + 1}`}
            placeholder="What will be done"
            maxLength={2000}
            readOnly={off !== null}
            value={action.text}
            onChange={(event) => set(index, { text: event.target.value })}
          />
          <input
            className="input owner"
            aria-label={`${title}: owner of action ${index + 1}`}
            placeholder="Owner"
            maxLength={200}
            readOnly={off !== null}
            value={action.owner}
            onChange={(event) => set(index, { owner: event.target.value })}
          />
          <input
            className="input due-on"
            type="date"
            aria-label={`${title}: action ${index + 1} is due, UTC`}
            readOnly={off !== null}
            value={action.dueAt?.slice(0, 10) ?? ""}
            onChange={(event) =>
              set(index, { dueAt: event.target.value ? `${event.target.value}T23:59:59.000Z` : null })
            }
          />
          {off === null ? (
            <button
              type="button"
              className="btn sm icon quiet"
              aria-label={`Remove action ${index + 1} of ${title}`}
              onClick={() => onChange(actions.filter((_, i) => i !== index))}
            >
              <X size={13} aria-hidden />
            </button>
          ) : null}
        </div>
      ))}
      {actions.length === 0 ? <p className="px-3 py-2 text-12 text-ink-3">No action yet.</p> : null}
      {off === null ? (
        <div className="px-2.5 py-1.5">
          <Button
            size="sm"
            look="quiet"
            onClick={() => onChange([...actions, { text: "", owner: "", dueAt, done: false }])}
          >
            <Plus size={13} aria-hidden /> Add action
          </Button>
        </div>
      ) : null}
    </fieldset>
  );
}
