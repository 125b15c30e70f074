import { describe, expect, test } from "vitest";
import { isPermission, liveIncident } from "#lib/domain/communication/outside.ts";
import { isInjection, scenarioOf, whyNotDrilled } from "#lib/domain/drill/injection.ts";
import { isDrill } from "#lib/domain/incident/drill.ts";

const on = (...environments: string[]) => environments.map((environment) => ({ target: { environment } }));

describe("an incident is a rehearsal", () => {
  test.each([
    {
      drillNumber: 3,
      targets: on("staging"),
      is: true,
      why: "it is part of a drill, and staging drills are silent too",
    },
    { drillNumber: 3, targets: on("drill"), is: true, why: "it is part of a drill" },
    { drillNumber: null, targets: on("drill", "drill"), is: true, why: "all of its targets are drill targets" },
    { drillNumber: null, targets: on("drill", "staging"), is: false, why: "one target is somebody's staging" },
    { drillNumber: null, targets: on("drill", "production"), is: false, why: "one target is production" },
    { drillNumber: null, targets: on("staging"), is: false, why: "an incident on staging is real" },
    { drillNumber: null, targets: [], is: false, why: "nothing says so" },
  ])("$is: $why", ({ is, why: _, ...incident }) => expect(isDrill(incident)).toBe(is));
});

test("nothing of a rehearsal has the permission to leave, nor anything that is not known to be real", () => {
  expect(liveIncident(1, { drillNumber: 3, targets: on("production") })).toBeNull();
  expect(liveIncident(1, { drillNumber: 3, targets: on("staging") })).toBeNull();
  expect(liveIncident(1, { drillNumber: null, targets: on("drill") })).toBeNull();
  expect(liveIncident(1, { drillNumber: null, targets: [] })).toBeNull();
  const real = liveIncident(1, { drillNumber: null, targets: on("drill", "production") });
  expect(real).toEqual({ number: 1 });
  expect(isPermission(real)).toBe(true);
  expect(isPermission({ number: 1 })).toBe(false);
});

test.each([
  ["staging", null],
  ["drill", null],
  ["production", /^shop-1 is a production target, and a drill breaks its target on purpose/],
  ["pre-production", /^shop-1 is a pre-production target/],
])("nothing is injected where nobody said that it may be: %s", (environment, why) => {
  const said = whyNotDrilled({ name: "shop-1", environment });
  if (why === null) expect(said).toBeNull();
  else expect(said).toMatch(why);
});

test("an injection is known by its scope", () => {
  expect(isInjection({ scope: { drill: "crash-loop" } })).toBe(true);
  expect(scenarioOf({ scope: { drill: "crash-loop" } })).toBe("crash-loop");
  expect(isInjection({ scope: { level: 2 } })).toBe(false);
  expect(scenarioOf({ scope: { component: "GAP-001" } })).toBeNull();
});
