// The drill range for people: node lib/range/cli.ts create|reset|status|stop|remove|faults|fault NAME|clear|traffic [--root DIR]
import path from "node:path";
import { parseArgs } from "node:util";
import { createRange } from "./create.ts";
import { activeFaults, clearFaults, injectFault, isFaultName, listFaults } from "./faults.ts";
import { askHealth } from "./health.ts";
import type { Range } from "./range.ts";
import { resetRange } from "./reset.ts";
import { openRange } from "./state.ts";
import { removeRange, stopRange } from "./stop.ts";
import { startTraffic, trafficStats } from "./traffic.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    root: { type: "string", default: ".backout/range" },
    openssh: { type: "boolean", default: false },
    cache: { type: "string" },
    data: { type: "boolean", default: false },
  },
});
const root = path.resolve(values.root);
const [verb = "help", faultName = ""] = positionals;

const verbs: Record<string, () => Promise<void>> = {
  async create() {
    const startedAt = performance.now();
    const cacheDir = values.cache === undefined ? undefined : path.resolve(values.cache);
    const ssh = values.openssh ? "openssh" : "embedded";
    await status(await createRange({ root, ssh, data: values.data, cacheDir, log: console.log }));
    console.log(`ready after ${Math.round(performance.now() - startedAt)} ms`);
  },
  reset: () => resetRange(existing()),
  status: () => status(existing()),
  stop: () => stopRange(existing()),
  remove: () => removeRange(existing()),
  traffic: () => startTraffic(existing()),
  clear: () => clearFaults(existing()),
  async fault() {
    if (!isFaultName(faultName)) throw new Error(`no fault "${faultName}"; see: faults`);
    await injectFault(existing(), faultName);
  },
  async faults() {
    for (const fault of await listFaults()) {
      console.log(
        `${fault.name.padEnd(18)} ${fault.description}${fault.available ? "" : ` [unavailable: ${fault.reason}]`}`,
      );
    }
  },
  async help() {
    console.log(
      "usage: node lib/range/cli.ts create [--openssh] [--data] [--cache DIR]|reset|status|stop|remove|traffic|faults|fault NAME|clear [--root DIR]",
    );
  },
};

function existing(): Range {
  const range = openRange(root);
  if (range === null) throw new Error(`there is no drill range at ${root}; make one with: create --root ${root}`);
  return range;
}

async function status(range: Range): Promise<void> {
  const { host, port, user } = range.address;
  const health = await askHealth(range.parameters.HEALTH_URL);
  const traffic = trafficStats(range);
  console.log(`root      ${range.root}`);
  console.log(
    `health    ${range.parameters.HEALTH_URL} ${health ? `${health.status} ${health.version}` : "no answer"}`,
  );
  console.log(
    `ssh       ssh -i ${path.join(range.root, "ssh", "client_key")} -p ${port} ${user}@${host} (${range.ssh})`,
  );
  console.log(`faults    ${activeFaults(range).join(", ") || "none"}`);
  if (traffic)
    console.log(
      `traffic   ${traffic.requests} requests, ${traffic.errorRatePercent} % failed in the last 30 s (at ${traffic.at})`,
    );
}

try {
  const chosen = verbs[verb];
  if (!chosen) throw new Error(`no verb "${verb}"`);
  await chosen();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
