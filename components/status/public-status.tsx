import { utcStamp } from "#lib/client/format.ts";
import type { StatusPage } from "#lib/contract/status.ts";
import { COMPONENT_LOOK } from "./component-state.ts";

/** What people outside see. Needs no script; texts are shown as they were written, as text. */
export function PublicStatus({ page: { components, messages } }: { page: StatusPage }) {
  return (
    <main className="mx-auto grid w-full max-w-[680px] gap-4 p-5">
      <h1 className="font-semibold text-20 tracking-tight">Status</h1>
      {components.length > 0 ? (
        <ul className="panel" aria-label="Parts of the service">
          {components.map((component) => {
            const look = COMPONENT_LOOK[component.state];
            return (
              <li key={component.id} className="status-row">
                <b className="font-medium">{component.title}</b>
                <span className={`inline-flex items-center gap-1 ${look.ink}`}>
                  <look.icon size={14} aria-hidden /> {look.label}
                </span>
              </li>
            );
          })}
        </ul>
      ) : null}
      {messages.length === 0 ? <p className="text-ink-2">No messages in the last 30 days.</p> : null}
      {messages.map((message) => (
        <article key={message.id} className="panel grid gap-1.5 p-4">
          <h2 className="font-semibold text-14">{message.title}</h2>
          <time className="text-11 text-ink-3" dateTime={message.publishedAt}>
            {utcStamp(message.publishedAt)} UTC
          </time>
          <p className="whitespace-pre-line text-13">{plainText(message.body)}</p>
        </article>
      ))}
    </main>
  );
}

/** The marks of headings and bold text, without which the text reads the same. */
const plainText = (markdown: string): string =>
  markdown
    .replaceAll(/^#+ .*\n+/g, "")
    .replaceAll(/^#+ /gm, "")
    .replaceAll("**", "");
