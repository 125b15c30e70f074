"use client";
import { useQuery } from "@tanstack/react-query";
import { Download, Printer } from "lucide-react";
import { PanelState, Skeleton } from "#components/common/panel-state.tsx";
import { TopBar } from "#components/shell/top-bar.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { download } from "#lib/client/download.ts";
import { duration } from "#lib/client/format.ts";
import { queries } from "#lib/client/queries.ts";
import type { CardView } from "#lib/contract/card.ts";
import { fileCommand, loginCommand, pasteBlock } from "#lib/domain/card/commands.ts";

/** The quick reference of a target, for the day on which Backout is down: print it, keep the files elsewhere. */
export function CardPage({ target }: { target: string }) {
  const query = useQuery(queries.card(target));
  return (
    <>
      <TopBar title="Quick reference card" />
      <div className="page">
        <div className="page-inner">
          <div className="hero no-print">
            <p className="flex-1">
              Works without Backout. Print it and keep the file where you find it when this server is down; on the
              command line <code>backout card {query.data?.target ?? "TARGET"} --out DIR</code> writes it with every
              script.
            </p>
            <Button onClick={() => download(`/targets/${target}/card?format=html`)}>
              <Download size={14} aria-hidden /> Save as a file
            </Button>
            <Button look="primary" onClick={() => window.print()}>
              <Printer size={14} aria-hidden /> Print
            </Button>
          </div>
          <PanelState query={query} what="card" skeleton={<Skeleton rows={8} className="p-4" />}>
            {(card) => <Sheet card={card} />}
          </PanelState>
        </div>
      </div>
    </>
  );
}

/** Black on white in both themes, one page of A4 when printed. */
function Sheet({ card }: { card: CardView }) {
  return (
    <article className="card-sheet" aria-label={`Card of ${card.target}`}>
      <header>
        <h2>
          {card.title} on {card.target}
        </h2>
        <p>
          Quick reference, usable when Backout is down. Playbook {card.playbook} {card.hash.slice(0, 12)}
        </p>
      </header>
      <section>
        <h3>Log in</h3>
        <pre>{loginCommand(card)}</pre>
        {card.address ? (
          <p>
            Host key <code>{card.address.hostKeySha256}</code>; another one: stop. This is{" "}
            <b>{card.address.environment}</b>.
          </p>
        ) : null}
      </section>
      <section>
        <h3>How bad, and who</h3>
        <table>
          <tbody>
            {card.classes.map((c) => (
              <tr key={c.class}>
                <th>{c.class}</th>
                <td colSpan={3}>
                  {c.title}
                  {c.deadlineMinutes ? ` (${c.deadlineMinutes} min)` : ""}
                </td>
              </tr>
            ))}
            {card.contacts.map((c) => (
              <tr key={`${c.name} ${c.email}`}>
                <th>{c.roles.join(", ")}</th>
                <td>{c.name}</td>
                <td>{c.phone}</td>
                <td>{c.email}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {card.contacts.length === 0 ? <p>No contacts are kept for this playbook.</p> : null}
      </section>
      <section className="wide">
        <h3>What to run</h3>
        {card.procedures.map((p) => (
          <div key={p.id} className="card-procedure">
            <h4>
              {p.id}: {p.title} <small>within {duration(p.targetTimeMs)}</small>
            </h4>
            <p>
              {p.summary} Loses: {p.dataLoss}.{p.approval === "none" ? "" : " Needs another person's consent."}
              {p.insufficient ? ` Not enough: ${p.insufficient}.` : ""}
            </p>
            <pre>{fileCommand(card, p)}</pre>
            <span className="no-print">
              <CopyButton label={`Copy what is pasted for ${p.id}`} text={() => pasteBlock(p)} />
            </span>
          </div>
        ))}
      </section>
    </article>
  );
}
