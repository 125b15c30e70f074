import { appendFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "./command.ts";
import { copyTree } from "./copy.ts";
import { DATA_FAULTS } from "./data/data-faults.ts";
import { putTree, restoreOrigin, writeBackups, writeEnvFile } from "./deployment.ts";
import { loginEnvironment } from "./environment.ts";
import { diskIsFilled, fillDisk, freeDisk, whyNoMounts } from "./full-disk.ts";
import { BROKEN_TAG, preparedLayout, STABLE_TAG } from "./layout.ts";
import { appProcesses, deleteApp, restartApp, startApp } from "./pm2.ts";
import { freePort } from "./ports.ts";
import { signal } from "./processes.ts";
import { ensureService, stopService } from "./service.ts";
import { ensureSsh, stopSsh } from "./ssh-service.ts";
import type { Inside } from "./state.ts";
import { portAnswers } from "./wait.ts";

export type Fault = {
  /** One line for people: what is wrong and how it shows. */
  description: string;
  inject: (inside: Inside) => Promise<void>;
  /** Takes the fault back where the target still has it; what a rollback has moved away stays away. Safe to repeat. */
  clear: (inside: Inside) => Promise<void>;
  /** Why it cannot be had on this machine. (Default: it always can) */
  whyUnavailable?: () => Promise<string | null>;
};

const TOGGLES = ["ENABLE_PARALLEL_SPAWNING", "ENABLE_PARALLEL_UPLOADS", "ENABLE_MCP_TRACKING"];
const SLOW_NETWORK_DELAY_MS = 150;
const nothing = async () => {};

export const FAULTS = {
  "bad-release": {
    description:
      "v1.1.0 is deployed with all three optimisations switched on: failed requests, growing memory, crashes",
    async inject({ deployment, pm2 }) {
      await deleteApp(pm2);
      await putTree(deployment, BROKEN_TAG);
      writeEnvFile(
        deployment,
        TOGGLES.map((toggle) => `${toggle}=true`),
      );
      await startApp(pm2);
    },
    clear: nothing,
  },
  "dirty-tree": {
    description:
      "somebody edited a tracked file in the deployed tree and left another one: a checkout in place is refused",
    async inject({ layout }) {
      appendFileSync(path.join(layout.app, "lib", "features.ts"), "// hotfix, 02:13\n");
      writeFileSync(path.join(layout.app, "notes-from-last-night.txt"), "restart did not help\n");
    },
    async clear({ layout, deployment }) {
      await run("git", ["-C", layout.app, "checkout", "-q", "--", "lib/features.ts"], { env: deployment.env });
      rmSync(path.join(layout.app, "notes-from-last-night.txt"), { force: true });
    },
  },
  "missing-tag": {
    description: "the tag of the stable release is gone, in the deployed tree and at the origin",
    async inject(inside) {
      for (const repository of repositories(inside)) await git(inside, repository, "tag", "-d", STABLE_TAG);
    },
    clear: restoreTags,
  },
  "moved-tag": {
    description: "the tag of the stable release stands for another commit than the one that was deployed and proven",
    async inject(inside) {
      for (const repository of repositories(inside))
        await git(inside, repository, "tag", "-f", STABLE_TAG, "v1.9.0-stable");
    },
    clear: restoreTags,
  },
  "truncated-backup": {
    description:
      "the newest good backup is cut off after half its length: its checksum no longer holds, the older one is whole",
    async inject({ deployment }) {
      const newest = goodBackups(deployment.parameters.BACKUP_DIR)[0];
      if (newest) truncateSync(newest, Math.floor(statSync(newest).size / 2));
    },
    async clear({ deployment }) {
      writeBackups(deployment);
    },
  },
  "no-backup": {
    description: "the backup directory is empty",
    async inject({ deployment }) {
      const dir = deployment.parameters.BACKUP_DIR;
      for (const name of readdirSync(dir)) rmSync(path.join(dir, name));
    },
    async clear({ deployment }) {
      writeBackups(deployment);
    },
  },
  "crash-loop": {
    description:
      "a file of the build is missing, the process dies at every start: pm2 tries, gives up, and toggles cannot help",
    async inject({ layout, pm2 }) {
      rmSync(path.join(layout.app, "dist", "lib", "log.js"), { force: true });
      for (const app of appProcesses(pm2)) signal(app.pid, "SIGKILL");
    },
    async clear(inside) {
      const { layout, pm2 } = inside;
      const version = await git(inside, layout.app, "describe", "--tags", "--exact-match");
      copyTree(path.join(preparedLayout(layout.prepared).tree(version.trim()), "dist"), path.join(layout.app, "dist"));
      await startApp(pm2);
    },
  },
  "hung-process": {
    description: "the process is stopped (SIGSTOP): pm2 says online, connections are accepted, nothing is answered",
    async inject({ pm2 }) {
      for (const app of appProcesses(pm2)) signal(app.pid, "SIGSTOP");
    },
    async clear({ pm2 }) {
      for (const app of appProcesses(pm2)) signal(app.pid, "SIGCONT");
    },
  },
  "full-disk": {
    description:
      "the file system of the application has 256 KB left: too little for a second tree beside the deployed one",
    whyUnavailable: whyNoMounts,
    async inject({ layout, pm2 }) {
      await deleteApp(pm2);
      await fillDisk(layout);
      await startApp(pm2);
    },
    async clear({ layout, pm2 }) {
      if (!diskIsFilled(layout)) return;
      await deleteApp(pm2);
      await freeDisk(layout);
      await startApp(pm2);
    },
  },
  "wrong-host-key": {
    description:
      "the host shows another key than the pinned one, as after a reinstallation or with somebody in between",
    async inject({ layout, state }) {
      await ensureSsh(layout, { kind: state.ssh, port: state.sshPort, hostKey: "other_host_key" });
    },
    clear: restoreSsh,
  },
  unreachable: {
    description: "nothing listens on the SSH port; the application goes on",
    async inject({ layout }) {
      await stopService(layout, "slow-network");
      await stopSsh(layout);
    },
    clear: restoreSsh,
  },
  "slow-network": {
    description: `every byte to and from SSH takes ${SLOW_NETWORK_DELAY_MS} ms more in each direction`,
    async inject({ layout, state }) {
      const hidden = await freePort();
      await ensureSsh(layout, { kind: state.ssh, port: hidden });
      const main = path.join(import.meta.dirname, "slow-network-main.ts");
      await ensureService(layout, {
        name: "slow-network",
        file: process.execPath,
        args: [main, String(state.sshPort), String(hidden), String(SLOW_NETWORK_DELAY_MS)],
        env: loginEnvironment(layout.root),
        isReady: () => portAnswers(state.sshPort),
      });
    },
    clear: restoreSsh,
  },
  "stale-pm2-env": {
    description:
      "pm2 keeps all three toggles as true in its own environment: editing .env and restarting changes nothing",
    async inject({ pm2 }) {
      await restartApp(pm2, Object.fromEntries(TOGGLES.map((toggle) => [toggle, "true"])));
    },
    async clear({ pm2 }) {
      await startApp(pm2);
    },
  },
  "no-final-newline": {
    description: "the last line of .env, a secret, has no line end: text that is appended becomes part of the secret",
    async inject({ deployment }) {
      writeEnvFile(deployment, [], false);
    },
    async clear({ deployment }) {
      writeEnvFile(deployment);
    },
  },
  "lock-file-missing": {
    description:
      "package-lock.json is gone from the deployed tree, as after the first half of a rollback by hand: npm ci refuses",
    async inject({ layout }) {
      rmSync(path.join(layout.app, "package-lock.json"), { force: true });
    },
    async clear({ layout, deployment }) {
      await run("git", ["-C", layout.app, "checkout", "-q", "--", "package-lock.json"], { env: deployment.env });
    },
  },
  ...DATA_FAULTS,
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;

function repositories({ layout }: Inside): string[] {
  return [layout.app, layout.origin];
}

function git({ deployment }: Inside, repository: string, ...args: string[]): Promise<string> {
  return run("git", ["-C", repository, ...args], { env: deployment.env });
}

async function restoreTags(inside: Inside): Promise<void> {
  await restoreOrigin(inside.deployment);
  await git(inside, inside.layout.app, "fetch", "-q", "--force", inside.layout.origin, "refs/tags/*:refs/tags/*");
}

async function restoreSsh({ layout, state }: Inside): Promise<void> {
  await stopService(layout, "slow-network");
  await ensureSsh(layout, { kind: state.ssh, port: state.sshPort });
}

/** Whole archives with a checksum beside them, newest first. */
function goodBackups(dir: string): string[] {
  const names = readdirSync(dir).filter((name) => name.endsWith(".sha256"));
  const files = names.map((name) => path.join(dir, name.slice(0, -".sha256".length)));
  const largest = Math.max(...files.map((file) => statSync(file).size));
  return files
    .filter((file) => statSync(file).size === largest)
    .sort()
    .reverse();
}
