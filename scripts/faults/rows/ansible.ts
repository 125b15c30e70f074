import { spawn, spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Lab } from "../lab.ts";
import { STEPS } from "../plan.ts";
import type { Random } from "../random.ts";

export type AnsibleFigures = {
  trials: number;
  /** Steps that were started a second time by running the play again, and the trials in which that happened. */
  startedTwice: number;
  trialsWithDoubles: number;
  /** Lines that steps had printed when the control process was killed, and how many of them anybody can read afterwards. */
  linesPrinted: number;
  linesKept: number;
};

/** The same fault for a play of as many commands, run from a shell: its process is killed with SIGKILL at a random instant and started again by hand. */
export async function killAnsible(lab: Lab, random: Random, trials: number): Promise<AnsibleFigures | null> {
  if (spawnSync("ansible-playbook", ["--version"], { stdio: "ignore" }).status !== 0) return null;
  const figures = { trials, startedTwice: 0, trialsWithDoubles: 0, linesPrinted: 0, linesKept: 0 };
  const ledger = path.join(lab.dir, "ansible-ledger");
  const play = preparePlay(lab, ledger);
  for (let i = 0; i < trials; i++) {
    rmSync(ledger, { force: true });
    const first = play();
    await pause(random.between(800, 2_500));
    first.child.kill("SIGKILL");
    await first.ended;
    await pause(500); // what had been started on the target goes on to its end
    const printed = linesOf(ledger);
    figures.linesPrinted += printed.length;
    figures.linesKept += printed.filter((line) => first.output().includes(`said ${line}`)).length;
    const again = play();
    await again.ended;
    const started = linesOf(ledger);
    const doubles = started.length - new Set(started).size;
    figures.startedTwice += doubles;
    if (doubles > 0) figures.trialsWithDoubles += 1;
  }
  return figures;
}

const linesOf = (file: string): string[] => {
  try {
    return readFileSync(file, "utf8").trim().split("\n");
  } catch {
    return [];
  }
};

function preparePlay(lab: Lab, ledger: string) {
  const [key, inventory, play] = ["ansible-key", "ansible-hosts", "play.yml"].map((name) =>
    path.join(lab.dir, name),
  ) as [string, string, string];
  writeFileSync(key, lab.sshd.privateKey, { mode: 0o600 });
  writeFileSync(
    inventory,
    `t ansible_host=${lab.sshd.host} ansible_port=${lab.sshd.port} ansible_user=${lab.sshd.user} ansible_ssh_private_key_file=${key}\n`,
  );
  const tasks = Array.from(
    { length: STEPS },
    (_, i) =>
      `    - ansible.builtin.shell: echo s${i + 1} >> ${ledger}; sleep 0.05; echo said s${i + 1}\n      register: out\n    - ansible.builtin.debug: { var: out.stdout }\n`,
  );
  writeFileSync(play, `- hosts: all\n  gather_facts: false\n  tasks:\n${tasks.join("")}`);
  const env = {
    ...process.env,
    ANSIBLE_PIPELINING: "1",
    ANSIBLE_HOST_KEY_CHECKING: "0",
    ANSIBLE_LOCAL_TEMP: lab.dir,
    ANSIBLE_SSH_ARGS: "-o ControlMaster=auto -o ControlPersist=60s -o UserKnownHostsFile=/dev/null",
  };
  return () => {
    const child = spawn("ansible-playbook", ["-i", inventory, play], { env, stdio: ["ignore", "pipe", "ignore"] });
    let text = "";
    child.stdout.on("data", (piece: Buffer) => {
      text += piece.toString();
    });
    return { child, ended: new Promise<void>((resolve) => child.once("close", () => resolve())), output: () => text };
  };
}
