"use client";
import { Plus, X } from "lucide-react";
import { Button } from "#components/ui/button.tsx";

type Props = {
  labelledBy: string;
  title: string;
  items: readonly string[];
  off: string | null;
  onChange: (items: string[]) => void;
};

/** Short statements, one a row. Enter adds the next. */
export function ListField({ labelledBy, title, items, off, onChange }: Props) {
  const rows = items.length === 0 ? [""] : items;
  const set = (index: number, text: string) => onChange(rows.map((row, i) => (i === index ? text : row)));
  return (
    <fieldset className="record" aria-labelledby={labelledBy}>
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows are known by their place
        <div key={index} className="flex items-center gap-2 border-line border-b px-2.5 py-1.5 last:border-0">
          <span className="w-4 text-ink-3">{index + 1}</span>
          <input
            className="input flex-1 border-transparent!"
            aria-label={`${title} ${index + 1}`}
            maxLength={4000}
            readOnly={off !== null}
            value={row}
            onChange={(event) => set(index, event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || off) return;
              event.preventDefault();
              if (row.trim() !== "") onChange([...rows.slice(0, index + 1), "", ...rows.slice(index + 1)]);
            }}
          />
          {off === null && rows.length > 1 ? (
            <button
              type="button"
              className="btn sm icon quiet"
              aria-label={`Remove ${title} ${index + 1}`}
              onClick={() => onChange(rows.filter((_, i) => i !== index))}
            >
              <X size={13} aria-hidden />
            </button>
          ) : null}
        </div>
      ))}
      {off === null ? (
        <div className="px-2.5 py-1.5">
          <Button size="sm" look="quiet" aria-label={`Add to ${title}`} onClick={() => onChange([...rows, ""])}>
            <Plus size={13} aria-hidden /> Add
          </Button>
        </div>
      ) : null}
    </fieldset>
  );
}
