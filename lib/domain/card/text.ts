import type { Card, CardProcedure } from "./card.ts";
import { fileCommand, loginCommand, pasteBlock } from "./commands.ts";

/** Stands before and after what is pasted, so that a program and a person find the same lines. */
export const cutLine = (id: string, which: "begin" | "end"): string => `----- ${which} ${id} -----`;

const minutes = (ms: number): string => (ms < 60_000 ? `${ms / 1000} s` : `${ms / 60_000} min`);

/** The card as plain text: short on top, everything that is pasted below. Pure. */
export function cardText(card: Card): string {
  const { address } = card;
  const lines = [
    `QUICK REFERENCE  ${card.title} on ${card.target}`,
    `playbook ${card.playbook} ${card.hash.slice(0, 12)}`,
    "",
    ...(address
      ? [
          `Log in:   ${loginCommand(card)}`,
          ...(address.hostKeySha256 ? [`Host key: ${address.hostKeySha256}   (another one: stop)`] : []),
          `This is:  ${address.environment}`,
        ]
      : ["Log in to the target as the user that owns the application."]),
    "",
    ...card.classes.map(
      (c) => `${c.class.padEnd(9)} ${c.title}${c.deadlineMinutes ? ` (${c.deadlineMinutes} min)` : ""}`,
    ),
    "",
    ...(card.contacts.length > 0 ? [...card.contacts.map(contact), ""] : []),
    ...card.procedures.flatMap((p) => summary(card, p)),
    "What is pasted stops at the first step that fails and says what was not done. Exit 0: proven. 3: not proven.",
    "",
    ...card.procedures.flatMap((p) => [cutLine(p.id, "begin"), pasteBlock(p).trimEnd(), cutLine(p.id, "end"), ""]),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

const contact = ({ name, phone, email, roles }: Card["contacts"][number]): string =>
  [roles.join(", "), name, phone, email].filter((part) => part !== "").join("  ");

function summary(card: Card, p: CardProcedure): string[] {
  const command = fileCommand(card, p);
  return [
    `${p.id.toUpperCase()}  ${p.title}  (within ${minutes(p.targetTimeMs)})`,
    `  ${p.summary}`,
    `  loses:  ${p.dataLoss}`,
    `  steps:  ${p.steps.join(" > ")}`,
    ...(p.approval === "none" ? [] : ["  needs:  the consent of another person"]),
    ...(command ? [`  run:    ${command}`] : []),
    ...(p.insufficient ? [`  not enough: ${p.insufficient}`] : []),
    "",
  ];
}
