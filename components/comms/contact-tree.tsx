import { Mail, Phone } from "lucide-react";
import type { CommunicationView } from "#lib/contract/communication.ts";

type Tree = CommunicationView["tree"];

/** Who calls whom, as nested lists with lines: read aloud as what it is. Numbers can be called, addresses written to. */
export function ContactTree({ tree, under = null }: { tree: Tree; under?: string | null }) {
  const nodes = tree.filter((node) => node.under === under);
  if (nodes.length === 0) return null;
  return (
    <ul className="contact-tree">
      {nodes.map((node) => (
        <li key={node.role}>
          <div className="contact-node">
            <b>{node.title}</b>
            {node.contacts.length === 0 ? <span className="text-warn">nobody</span> : null}
            {node.contacts.map((contact) => (
              <span key={contact.id} className="contact">
                {contact.name}
                {contact.phone ? (
                  <a className="link" href={`tel:${contact.phone.replaceAll(/[^+0-9]/g, "")}`}>
                    <Phone size={11} aria-hidden /> {contact.phone}
                  </a>
                ) : null}
                {contact.email ? (
                  <a className="link" href={`mailto:${contact.email}`}>
                    <Mail size={11} aria-hidden /> {contact.email}
                  </a>
                ) : null}
              </span>
            ))}
          </div>
          <ContactTree tree={tree} under={node.role} />
        </li>
      ))}
    </ul>
  );
}
