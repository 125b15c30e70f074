import { Playbook } from "#lib/domain/playbook/schema.ts";
import { smallPlaybook } from "./playbooks.ts";

/** Times of the plan, in ms. */
export type Pace = { soon: number; later: number };

/**
 * The small playbook with something owed by every way out and an escalation of three steps: at once, `soon` unless acknowledged, `later` until
 * resolved and for critical harm only.
 */
export const communicatingPlaybook = ({ soon, later }: Pace = { soon: 300_000, later: 1_800_000 }): Playbook =>
  Playbook.parse({
    ...smallPlaybook(),
    communication: {
      roles: [
        { id: "on-call", title: "On-call engineer" },
        { id: "lead", title: "Lead", under: "on-call" },
        { id: "executives", title: "Executives", under: "lead", severities: ["critical"] },
        { id: "customers", title: "Customers" },
      ],
      notifications: [
        { id: "phoned", title: "On-call phoned", within: soon, via: "person", audience: ["on-call"] },
        { id: "lead", title: "Lead told", within: soon, via: "email", audience: ["lead"], template: "incident" },
        { id: "page", title: "Status page updated", within: soon, via: "status-page", template: "public" },
        { id: "chat", title: "Team told", within: later, via: "chat", audience: ["lead"], template: "incident" },
        { id: "report", title: "Report written", within: later, via: "record", record: "report" },
        { id: "review", title: "Review begun", within: later, via: "record", record: "review" },
        {
          id: "customers",
          title: "Customers told",
          within: later,
          via: "email",
          audience: ["customers"],
          template: "public",
          optional: true,
          severities: ["critical"],
        },
      ],
      escalation: [
        { id: "on-call", title: "On-call engineer", roles: ["on-call"], severities: ["critical", "major"] },
        { id: "lead", title: "Lead", roles: ["lead"], after: soon, severities: ["critical", "major"] },
        {
          id: "executives",
          title: "Executives",
          roles: ["executives"],
          after: later,
          until: "resolved",
          severities: ["critical"],
        },
      ],
      templates: [
        {
          id: "incident",
          title: "Production incident",
          audience: "internal",
          sections: [
            {
              fields: [
                { label: "Severity", fill: "severity" },
                { label: "Rollback level", fill: "level" },
                { label: "Status", fill: "status" },
              ],
            },
            { heading: "Issue", fields: [{ fill: "description", hint: "what went wrong", as: "text" }] },
            { heading: "Affected features", fields: [{ fill: "affected-features", as: "checks" }] },
            { heading: "Actions", fields: [{ fill: "actions", as: "numbered" }] },
            { heading: "Impact", fields: [{ label: "Affected users", hint: "count or percentage" }] },
            { heading: "Owner", fields: [{ label: "Name", fill: "owner" }] },
          ],
        },
        {
          id: "public",
          title: "Disruption",
          audience: "public",
          sections: [{ fields: [{ hint: "what users notice", as: "text" }] }],
        },
      ],
    },
  });
