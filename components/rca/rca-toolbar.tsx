"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { toast } from "sonner";
import { At } from "#components/common/time.tsx";
import { Button } from "#components/ui/button.tsx";
import { Menu, MenuItem } from "#components/ui/menu.tsx";
import { plural } from "#lib/client/format.ts";
import { api, getBytes, sentenceOf } from "#lib/client/http.ts";
import { keys } from "#lib/client/keys.ts";
import { printDocument } from "#lib/client/print.ts";
import type { RcaDraft } from "#lib/client/rca/use-rca-draft.ts";
import { useWriteOff } from "#lib/client/use-write-off.ts";
import type { RcaView } from "#lib/contract/rca.ts";

const FORMATS = [
  { format: "markdown", title: "Markdown", detail: "for the repository", extension: "md" },
  { format: "html", title: "HTML", detail: "one file, for reading and printing", extension: "html" },
  { format: "json", title: "JSON", detail: "for tools", extension: "json" },
] as const;

export function RcaToolbar({ view, draft, missing }: { view: RcaView; draft: RcaDraft; missing: string[] }) {
  const client = useQueryClient();
  const publishOff = useWriteOff("rca.publish", "Publishing");
  const publish = useMutation({
    mutationFn: async () => {
      if (!(await draft.flush())) throw new Error("The last changes could not be saved.");
      const saved = client.getQueryData<RcaView>(keys.rca(view.incident)) ?? view;
      return api.post<RcaView>(`/incidents/${view.incident}/rca/publish`, {
        version: Math.max(saved.version, draft.version),
      });
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.rca(view.incident) });
      await client.invalidateQueries({ queryKey: keys.incidents.all });
      toast("The review is published. The incident is closed.");
    },
    onError: (error) => toast.error(`Not published. ${sentenceOf(error)}`),
  });
  const titles = missing.map((id) => view.fields.find((f) => f.id === id)?.title ?? id);
  const download = async (format: (typeof FORMATS)[number]) => {
    await draft.flush();
    const link = document.createElement("a");
    link.href = `/api/v1/incidents/${view.incident}/rca/export?format=${format.format}`;
    link.download = `INC-${view.incident}.${format.extension}`;
    link.click();
  };
  const print = async () => {
    await draft.flush();
    try {
      const { bytes } = await getBytes(`/incidents/${view.incident}/rca/export?format=html`);
      await printDocument(new TextDecoder().decode(bytes));
    } catch (error) {
      toast.error(`Not printed. ${sentenceOf(error)}`);
    }
  };
  return (
    <>
      <span className="flex-1" />
      <SaveMark view={view} draft={draft} />
      <Menu
        trigger={
          <button type="button" className="btn">
            <Download size={14} aria-hidden /> Export
          </button>
        }
      >
        {FORMATS.map((format) => (
          <MenuItem
            key={format.format}
            title={format.title}
            detail={format.detail}
            onSelect={() => void download(format)}
          />
        ))}
        <MenuItem title="Print or PDF" detail="the browser's print dialog" onSelect={() => void print()} />
      </Menu>
      {view.publishedAt ? null : (
        <>
          {missing.length > 0 ? (
            <span className="only-wide text-12 text-warn" title={titles.join(", ")}>
              {plural(missing.length, "field")} missing
            </span>
          ) : null}
          <Button
            look="primary"
            off={publishOff ?? (missing.length > 0 ? `Still missing: ${titles.join(", ")}.` : null)}
            busy={publish.isPending && "Publishing"}
            onClick={() => publish.mutate()}
          >
            Publish RCA
          </Button>
        </>
      )}
    </>
  );
}

function SaveMark({ view, draft }: { view: RcaView; draft: RcaDraft }) {
  const { save } = draft;
  return (
    <span className={`truncate text-12 ${save.kind === "failed" ? "text-crit" : "text-ink-3"}`} role="status">
      {view.publishedAt ? (
        <>
          published <At at={view.publishedAt} /> by {view.publishedBy}
        </>
      ) : save.kind === "saving" ? (
        "saving…"
      ) : save.kind === "failed" ? (
        `not saved: ${save.reason}`
      ) : draft.conflicts.length > 0 ? (
        "waits for you: someone else wrote too"
      ) : save.kind === "unsaved" ? (
        "not saved yet"
      ) : view.updatedAt ? (
        <>
          saved <At at={view.updatedAt} /> UTC{view.updatedBy ? ` by ${view.updatedBy}` : ""}
        </>
      ) : (
        "filled from the record"
      )}
    </span>
  );
}
