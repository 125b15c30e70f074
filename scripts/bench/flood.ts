import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { startRun } from "#lib/services/runs/start.ts";
import { startEngine } from "../faults/engines.ts";
import { createLab } from "../faults/lab.ts";

export type FloodFigures = { mib: number; status: string; complete: boolean; seconds: number; engineMib: number };

/** A step that prints as fast as it can, over real SSH through a real engine into PostgreSQL, sealed at the end; the engine's memory at its highest. */
export async function measureFlood(mib: number): Promise<FloodFigures> {
  const lab = await createLab();
  try {
    const engine = await startEngine(lab);
    const target = lab.targets[0]?.name ?? "";
    await lab.prisma.target.update({
      where: { name: target },
      data: { parameters: { HOME_DIR: lab.targets[0]?.home ?? "", FLOOD_MIB: String(mib) } },
    });
    const { run } = await startRun(lab.ctx, {
      incident: lab.incident,
      idempotencyKey: crypto.randomUUID(),
      body: { procedure: "flood", targets: [target] },
    });
    for (;;) {
      const now = await lab.prisma.run.findUniqueOrThrow({ where: { id: run.id }, include: { steps: true } });
      if (now.status !== "queued" && now.status !== "running") {
        const print = now.steps.find((s) => s.stepId === "print");
        const engineMib = highestMib(engine.pid);
        await engine.end();
        return {
          mib: Number(print?.outputBytes ?? 0) / 2 ** 20,
          status: now.status,
          complete: print?.outputComplete ?? false,
          seconds: ((print?.endedAt?.getTime() ?? 0) - (print?.startedAt?.getTime() ?? 0)) / 1000,
          engineMib,
        };
      }
      await pause(100);
    }
  } finally {
    await lab.stop();
  }
}

const highestMib = (pid: number): number =>
  Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
