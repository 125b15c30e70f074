import { readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type DataState, dataParameters, dataSecrets } from "./data/data.ts";
import type { Deployment } from "./deployment.ts";
import { loginUser, pm2HomeFor, rangeEnvironment } from "./environment.ts";
import { type RangeLayout, rangeLayout } from "./layout.ts";
import { rangeParameters } from "./parameters.ts";
import type { Pm2 } from "./pm2.ts";
import type { Range, SshKind } from "./range.ts";
import { keyPair } from "./ssh-keys.ts";
import { hostKeyFingerprint } from "./ssh-service.ts";

/** What a later start must find again, kept in `range.json`. */
export type RangeState = {
  templateHash: string;
  appPort: number;
  sshPort: number;
  ssh: SshKind;
  sessionSecret: string;
  /** Only of a range that was made with data. */
  data?: DataState;
};

export function readState(root: string): RangeState | null {
  try {
    return JSON.parse(readFileSync(rangeLayout(root).stateFile, "utf8"));
  } catch {
    return null;
  }
}

export function writeState(root: string, state: RangeState): void {
  const { stateFile } = rangeLayout(root);
  writeFileSync(`${stateFile}.part`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${stateFile}.part`, stateFile);
}

/** The range at `root`, running or not; null when there is none. Starts nothing. */
export function openRange(root: string): Range | null {
  const state = readState(root);
  return state && rangeOf(root, state);
}

export function rangeOf(root: string, state: RangeState): Range {
  const layout = rangeLayout(root);
  return {
    root,
    parameters: {
      ...rangeParameters({ root, appPort: state.appPort, pm2Home: pm2HomeFor(root), pathDirs: [layout.bin] }),
      ...(state.data ? dataParameters(layout, state.data) : {}),
    },
    secrets: state.data ? dataSecrets(state.data) : {},
    address: {
      name: path.basename(root),
      host: "127.0.0.1",
      port: state.sshPort,
      user: loginUser().name,
      hostKeySha256: hostKeyFingerprint(layout),
      stateDir: layout.runnerState,
      privateKey: keyPair(layout, "client_key").privateKey,
    },
    ssh: state.ssh,
    sessionSecret: state.sessionSecret,
  };
}

/** What the range's own code works with. */
export type Inside = { layout: RangeLayout; deployment: Deployment; pm2: Pm2; state: RangeState };

/** Throws when the range was removed. */
export function insideOf({ root }: Range): Inside {
  const state = readState(root);
  if (state === null) throw new Error(`there is no drill range at ${root}`);
  return insideOfState(root, state);
}

export function insideOfState(root: string, state: RangeState): Inside {
  const { parameters } = rangeOf(root, state);
  const layout = rangeLayout(root);
  const env = rangeEnvironment(layout, parameters.PM2_HOME);
  return {
    layout,
    state,
    deployment: {
      layout,
      parameters,
      env,
      appPort: state.appPort,
      sessionSecret: state.sessionSecret,
      data: state.data ?? null,
    },
    pm2: {
      bin: path.join(layout.bin, "pm2"),
      home: parameters.PM2_HOME,
      app: parameters.PM2_APP,
      appDir: parameters.APP_DIR,
      ecosystem: parameters.ECOSYSTEM,
      env,
    },
  };
}
