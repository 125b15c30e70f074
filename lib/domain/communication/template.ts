import type { Fill, MessageTemplate, TemplateField } from "../playbook/communication.ts";

/** What the record says for each fill; an empty text or list is "not known yet". */
export type MessageFacts = Record<Fill, string | readonly string[]>;

const OPEN = /\[TO FILL: [^\]\n]*\]/g;
const open = (hint: string): string => `[TO FILL: ${hint}]`;

/**
 * A message from its template and the record, as Markdown. What nobody but a person knows stays as `[TO FILL: …]`; nothing is invented. Pure.
 */
export function renderTemplate(
  template: MessageTemplate,
  facts: MessageFacts,
  { incident, title }: { incident: number; title: string },
): { subject: string; body: string } {
  const sections = template.sections.map(({ heading, fields }) =>
    [...(heading ? [`## ${heading}`] : []), ...fields.map((field) => renderField(field, facts))].join("\n"),
  );
  // A public text names nothing that people outside have not been told, not even how we call it.
  const subject = template.audience === "public" ? template.title : `INC-${incident}: ${title}`;
  return { subject, body: [`# ${template.title}`, ...sections].join("\n\n") };
}

function renderField(field: TemplateField, facts: MessageFacts): string {
  const found = field.fill === undefined ? "" : facts[field.fill];
  const values = (typeof found === "string" ? [found] : found).filter((value) => value.trim() !== "");
  const missing = field.hint === undefined ? "none so far" : open(field.hint);
  if (values.length === 0) return field.label ? `**${field.label}**: ${missing}` : missing;
  switch (field.as) {
    case "numbered":
      return values.map((value, i) => `${i + 1}. ${value}`).join("\n");
    case "checks":
      return values.map((value) => `- ${value}`).join("\n");
    case "text":
      return values.join("\n");
    case "line":
      return field.label ? `**${field.label}**: ${values.join(", ")}` : values.join(", ");
    default:
      return field.as satisfies never;
  }
}

/** What a person still has to fill in. Pure. */
export const openFields = (text: string): string[] => [...text.matchAll(OPEN)].map(([found]) => found.slice(10, -1));
