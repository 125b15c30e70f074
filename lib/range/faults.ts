import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { FAULTS, type Fault, type FaultName } from "./fault-list.ts";
import { type RangeLayout, rangeLayout } from "./layout.ts";
import { withRange } from "./lock.ts";
import type { Range } from "./range.ts";
import type { Inside } from "./state.ts";

export type { FaultName } from "./fault-list.ts";

export type ListedFault = { name: FaultName; description: string } & (
  | { available: true }
  | { available: false; reason: string }
);

/** Every fault that can be injected, and why one cannot be had on this machine. */
export function listFaults(): Promise<ListedFault[]> {
  return Promise.all(
    (Object.keys(FAULTS) as FaultName[]).map(async (name) => {
      const fault: Fault = FAULTS[name];
      const reason = await fault.whyUnavailable?.();
      return { name, description: fault.description, ...(reason ? { available: false, reason } : { available: true }) };
    }),
  );
}

export function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(FAULTS, name);
}

/** Breaks the range in the named way, on top of what is broken already. Throws the reason when the fault is not available here. */
export async function injectFault(range: Range, name: FaultName): Promise<void> {
  const fault: Fault = FAULTS[name];
  const reason = await fault.whyUnavailable?.();
  if (reason) throw new Error(`fault ${name} is not available: ${reason}`);
  await withRange(range, async (inside) => {
    // Written first: a fault that was half injected must be cleared too.
    writeActive(inside.layout, [...new Set([...readActive(inside.layout), name])]);
    await fault.inject(inside);
  });
}

/** Takes back every injected fault. The deployed release stays what it is: a bad release is healed by rolling it back. */
export async function clearFaults(range: Range): Promise<void> {
  await withRange(range, clearLocked);
}

/** Faults that were injected and not cleared. */
export function activeFaults(range: Range): FaultName[] {
  return readActive(rangeLayout(range.root));
}

/** For callers that hold the range's lock. */
export async function clearLocked(inside: Inside): Promise<void> {
  for (const name of readActive(inside.layout).reverse()) {
    await FAULTS[name].clear(inside);
    writeActive(
      inside.layout,
      readActive(inside.layout).filter((active) => active !== name),
    );
  }
}

function readActive(layout: RangeLayout): FaultName[] {
  try {
    const names: string[] = JSON.parse(readFileSync(fileOf(layout), "utf8"));
    return names.filter(isFaultName);
  } catch {
    return [];
  }
}

function writeActive(layout: RangeLayout, names: FaultName[]): void {
  if (names.length === 0) rmSync(fileOf(layout), { force: true });
  else writeFileSync(fileOf(layout), JSON.stringify(names), { mode: 0o600 });
}

function fileOf(layout: RangeLayout): string {
  return path.join(layout.run, "faults.json");
}
