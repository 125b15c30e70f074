import { Check, Pencil } from "lucide-react";
import { isFilled } from "#lib/client/rca/merge.ts";
import type { RcaValues, RcaView } from "#lib/contract/rca.ts";

type Props = { view: RcaView; values: RcaValues; missing: string[] };

export const sectionId = (section: string) => `section-${section.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`;
export const sectionsOf = (view: RcaView): string[] => [...new Set(view.fields.map((f) => f.section))];

/** How complete it is, and the way to what is missing. */
export function RcaNav({ view, values, missing }: Props) {
  const filled = view.fields.filter((f) => isFilled(values[f.id])).length;
  const share = view.fields.length === 0 ? 100 : Math.round((100 * filled) / view.fields.length);
  return (
    <nav className="rca-nav" aria-label="Sections">
      <div className="px-2 pb-3.5">
        <div className="big">{share} %</div>
        <p className="mt-0.5 mb-2 text-12 text-ink-2">
          {filled} of {view.fields.length} fields, {view.prefilled.length} from the record
        </p>
        <span className="timebar" aria-hidden>
          <i style={{ width: `${share}%`, background: missing.length === 0 ? "var(--ok-fg)" : undefined }} />
        </span>
      </div>
      <a href="#record">
        <Check size={14} aria-hidden className="text-ink-2" />
        Timeline <span>{view.timeline.length}</span>
      </a>
      {sectionsOf(view).map((section) => {
        const fields = view.fields.filter((f) => f.section === section);
        const open = fields.filter((f) => missing.includes(f.id)).length;
        const done = fields.filter((f) => isFilled(values[f.id])).length;
        return (
          <a key={section} href={`#${sectionId(section)}`}>
            {open > 0 ? (
              <Pencil size={14} aria-hidden className="text-warn" />
            ) : (
              <Check size={14} aria-hidden className={done > 0 ? "text-ok" : "text-ink-3"} />
            )}
            {section}
            <span>{open > 0 ? `${open} missing` : `${done} of ${fields.length}`}</span>
          </a>
        );
      })}
    </nav>
  );
}
