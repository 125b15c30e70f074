import { expect, it } from "vitest";
import { commandsOf, recentOf } from "#lib/client/palette/commands.ts";
import type { Me } from "#lib/contract/common.ts";
import type { Role } from "#lib/domain/actor/actor.ts";
import { ACTIONS, may } from "#lib/domain/actor/permission.ts";
import { incidentSummary } from "./samples.ts";

const me = (role: Role): Me => ({
  id: "u1",
  handle: role,
  name: role,
  role,
  may: ACTIONS.filter((action) => may(role, action)),
});
const known = (role: Role | null) => ({
  me: role ? me(role) : undefined,
  incidents: [incidentSummary({ severity: "critical" })],
  targets: [],
  playbooks: [],
  drills: [],
});
const find = (role: Role | null, id: string) => commandsOf(known(role)).find((command) => command.id === id);

it("offers pages, incidents and what to do, each once and each as a way to a page", () => {
  const commands = commandsOf(known("commander"));
  expect(new Set(commands.map((command) => command.id)).size).toBe(commands.length);
  expect(commands.every((command) => "href" in command && command.href.startsWith("/"))).toBe(true);
  expect(find("commander", "incident:42")).toMatchObject({ href: "/incidents/42", title: "INC-42 Uploads fail" });
});

it("opens the assessment where somebody wants to declare, and says why not to whom may not", () => {
  expect(find("responder", "do:declare")).toMatchObject({ href: "/assess", off: null });
  expect(find("viewer", "do:declare")?.off).toBe("You are viewer. Declaring an incident needs responder or commander.");
  expect(find(null, "do:declare")?.off, "before it is known who asks").toBe("Loading who you are.");
  expect(find("responder", "do:drill")?.off).toContain("needs commander");
});

it("recalls what was chosen last while it is offered, and nothing that is off", () => {
  const commands = commandsOf(known("viewer"));
  expect(recentOf(commands, ["do:declare", "incident:7", "page:drills", "incident:42"]).map((c) => c.id)).toEqual([
    "page:drills",
    "incident:42",
  ]);
});
