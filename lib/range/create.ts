import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { copyTree } from "./copy.ts";
import { chooseData, programsChanged, startData } from "./data/data.ts";
import { deployBroken, isDeployed, movePorts, newSessionSecret } from "./deployment.ts";
import { pm2HomeFor, rangeEnvironment } from "./environment.ts";
import { askHealth } from "./health.ts";
import { preparedLayout, type RangeLayout, rangeLayout } from "./layout.ts";
import { withRangeLock } from "./lock.ts";
import { appProcesses, pm2App, startApp } from "./pm2.ts";
import { freePort } from "./ports.ts";
import type { Range, RangeProgress, SshKind } from "./range.ts";
import { serviceIsAlive, stopService } from "./service.ts";
import { ensureSsh } from "./ssh-service.ts";
import { type Inside, insideOfState, type RangeState, rangeOf, readState, writeState } from "./state.ts";
import { stopEverything } from "./stop.ts";
import { makePrepared, TEMPLATE_PARTS, templateHash } from "./template.ts";
import { installTools } from "./tools.ts";
import { until } from "./wait.ts";

export type CreateRangeOptions = {
  /** Absolute path of the one directory that holds the range; made if it is missing. Anything else in it is refused. */
  root: string;
  /** (Default: "embedded") */
  ssh?: SshKind;
  /** With databases, as far as this machine has the programs. (Default: false; a range that exists keeps what it has) */
  data?: boolean;
  /** Where built parts are kept for other ranges, by content. (Default: nowhere, the range builds its own) */
  cacheDir?: string;
  log?: (line: string) => void;
  onProgress?: (progress: RangeProgress) => void;
};

/**
 * A running drill range at `root`: made if there is none, started as it was left if there is one, made again if its parts
 * have changed. Processes that an earlier start left behind are kept when they are what is wanted, else ended.
 */
export async function createRange(options: CreateRangeOptions): Promise<Range> {
  const layout = rangeLayout(options.root);
  refuseForeign(layout);
  mkdirSync(layout.root, { recursive: true });
  return withRangeLock(layout, async () => {
    const existed = readState(options.root) !== null;
    try {
      return await createLocked(layout, options);
    } catch (error) {
      // Nobody would know that it runs.
      const state = readState(options.root);
      if (!existed && state) await stopEverything(insideOfState(options.root, state));
      throw error;
    }
  });
}

async function createLocked(layout: RangeLayout, options: CreateRangeOptions): Promise<Range> {
  const known = readState(layout.root);
  const isSame = known?.templateHash === templateHash() && isDeployed(layout);
  const isCurrent = isSame && !(known.data && (await programsChanged(known.data)));
  const report = reporter(options, isCurrent ? 2 : 4 + TEMPLATE_PARTS);
  const state =
    isCurrent && known ? await startState(layout, known, options) : await makeState(layout, known, options, report);
  const inside = insideOfState(layout.root, state);
  report("starting the application");
  await ensureApp(inside);
  report("opening SSH");
  // A fault of the network does not outlive a start.
  await stopService(layout, "slow-network");
  await ensureSsh(layout, { kind: state.ssh, port: state.sshPort });
  return rangeOf(layout.root, state);
}

/** A range that was stopped, or left running, is started as it is; only ports that were taken meanwhile change. */
async function startState(layout: RangeLayout, known: RangeState, options: CreateRangeOptions): Promise<RangeState> {
  await installTools(layout);
  const ssh = options.ssh ?? known.ssh;
  const inside = insideOfState(layout.root, known);
  const appRuns = appProcesses(inside.pm2).length > 0;
  const appPort = appRuns ? known.appPort : await freePort(known.appPort);
  const sshPort = serviceIsAlive(layout, "ssh") ? known.sshPort : await freePort(known.sshPort);
  const data = known.data && { data: await chooseData(layout, known.data) };
  const state = { ...known, ssh, appPort, sshPort, ...data };
  writeState(layout.root, state);
  movePorts(insideOfState(layout.root, state).deployment);
  if (state.data) await startData(layout, state.data);
  return state;
}

async function makeState(
  layout: RangeLayout,
  known: RangeState | null,
  options: CreateRangeOptions,
  report: (title: string) => void,
): Promise<RangeState> {
  report("making room");
  if (known) await stopEverything(insideOfState(layout.root, known));
  for (const entry of readdirSync(layout.root))
    if (entry !== "run") rmSync(`${layout.root}/${entry}`, { recursive: true, force: true });
  const pm2Home = pm2HomeFor(layout.root);
  mkdirSync(pm2Home, { recursive: true, mode: 0o700 });
  await installTools(layout);
  await makePrepared(layout.prepared, options.cacheDir, { env: rangeEnvironment(layout, pm2Home), onPart: report });
  copyTree(preparedLayout(layout.prepared).npmCache, layout.npmCache);
  const state: RangeState = {
    templateHash: templateHash(),
    appPort: await freePort(),
    sshPort: await freePort(),
    ssh: options.ssh ?? "embedded",
    sessionSecret: newSessionSecret(),
    ...(options.data || known?.data ? { data: await chooseData(layout, undefined) } : {}),
  };
  if (state.data) await startData(layout, state.data);
  report("deploying the release that is broken");
  await deployBroken(insideOfState(layout.root, state).deployment);
  // Last, since it says that the range is whole.
  writeState(layout.root, state);
  return state;
}

/** Starts the application unless it runs. One that crashes is a state of the range too, and no reason to fail. */
async function ensureApp(inside: Inside): Promise<void> {
  const running = await pm2App(inside.pm2);
  if (running?.status !== "online") await startApp(inside.pm2);
  await until("the application to answer", () => askHealth(inside.deployment.parameters.HEALTH_URL), {
    timeoutMs: 15_000,
  }).catch(() => null);
}

function refuseForeign(layout: RangeLayout): void {
  if (!existsSync(layout.root) || readState(layout.root) !== null) return;
  const own = new Set([
    "run",
    "bin",
    "prepared",
    "npm-cache",
    "opt",
    "origin",
    "backups",
    "var",
    "pm2",
    "pg",
    "memory",
    "ssh",
  ]);
  const foreign = readdirSync(layout.root).find((entry) => !own.has(entry));
  if (foreign !== undefined)
    throw new Error(`${layout.root} is not a drill range: it holds ${foreign}. Nothing was changed.`);
}

function reporter({ log, onProgress }: CreateRangeOptions, of: number): (title: string) => void {
  let done = 0;
  return (title) => {
    log?.(title);
    onProgress?.({ title, done, of });
    done += 1;
  };
}
