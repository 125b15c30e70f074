import { expect, it } from "vitest";
import { isActive } from "#lib/client/run-active.ts";
import { isActive as isActiveInDomain, RunStatus } from "#lib/domain/run/status.ts";

it.each(RunStatus.options)("the page and the domain agree on whether a %s run is active", (status) => {
  expect(isActive(status)).toBe(isActiveInDomain(status));
});
