import { visible } from "../output/visible.ts";
import type { Card, CardProcedure } from "./card.ts";
import { fileCommand, loginCommand, pasteBlock } from "./commands.ts";

const h = (text: string): string =>
  text
    .split("\n")
    .map(visible)
    .join("\n")
    .replaceAll(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const minutes = (ms: number): string => (ms < 60_000 ? `${ms / 1000} s` : `${ms / 60_000} min`);

/** The card as one file: a page of A4 when printed, the scripts to copy below. It asks nobody for anything. Pure. */
export function cardHtml(card: Card): string {
  const { address } = card;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${h(card.title)} on ${h(card.target)}: quick reference</title><style>${STYLE}</style></head><body>
<header><h1>${h(card.title)} on ${h(card.target)}</h1><p>Quick reference, usable when Backout is down. Playbook ${h(card.playbook)} ${h(card.hash.slice(0, 12))}</p></header>
<section><h2>Log in</h2>${address ? `<pre>${h(loginCommand(card) ?? "")}</pre><p>${address.hostKeySha256 ? `Host key <code>${h(address.hostKeySha256)}</code>; another one: stop. ` : ""}This is <b>${h(address.environment)}</b>.</p>` : "<p>To the target, as the user that owns the application.</p>"}</section>
<section><h2>How bad</h2><table>${card.classes.map((c) => `<tr><th>${h(c.class)}</th><td>${h(c.title)}</td><td>${c.deadlineMinutes ? `${c.deadlineMinutes} min` : ""}</td></tr>`).join("")}</table></section>
${card.contacts.length > 0 ? `<section><h2>Who</h2><table>${card.contacts.map((c) => `<tr><th>${h(c.roles.join(", "))}</th><td>${h(c.name)}</td><td>${h(c.phone)}</td><td>${h(c.email)}</td></tr>`).join("")}</table></section>` : ""}
<section class="wide"><h2>What to run</h2>${card.procedures.map((p) => short(card, p)).join("")}</section>
<section class="wide scripts"><h2>To paste into a shell on the target</h2><p>It stops at the first step that fails and says what was not done. Exit 0: proven. 3: not proven.</p>
${card.procedures.map((p) => `<details><summary>${h(p.id)}: ${h(p.title)}</summary><pre>${h(pasteBlock(p))}</pre></details>`).join("\n")}</section>
</body></html>
`;
}

function short(card: Card, p: CardProcedure): string {
  const command = fileCommand(card, p);
  return `<article><h3>${h(p.id)}: ${h(p.title)} <small>within ${minutes(p.targetTimeMs)}</small></h3><p>${h(p.summary)} Loses: ${h(p.dataLoss)}.${p.approval === "none" ? "" : " <b>Needs another person's consent.</b>"}</p>${command ? `<pre>${h(command)}</pre>` : ""}<p class="steps">${p.steps.map(h).join(" › ")}${p.insufficient ? `. Not enough: ${h(p.insufficient)}` : ""}</p></article>`;
}

const STYLE =
  "@page{size:A4;margin:10mm}body{font:13px/1.4 system-ui,sans-serif;color:#000;background:#fff;max-width:190mm;margin:0 auto;padding:6mm;display:grid;grid-template-columns:1fr 1fr;gap:3mm 6mm}header,.wide{grid-column:1/-1}h1{font-size:20px;margin:0}h2{font-size:13px;margin:0 0 1mm;border-bottom:1px solid #000}h3{font-size:13px;margin:2mm 0 0}p{margin:.5mm 0}table{border-collapse:collapse}td,th{text-align:left;padding:0 3mm 0 0;vertical-align:top}pre{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid #999;padding:1mm 2mm;margin:1mm 0;font-size:11px}.steps{font-size:11px}article{break-inside:avoid}@media(max-width:600px){body{display:block}}@media print{body{padding:0;font-size:10px}h3{font-size:11px}pre{font-size:9px}.scripts{display:none}}";
