import { describe } from "vitest";
import { endingContract } from "./ending.ts";
import { hostContract } from "./host.ts";
import { type ExecutorFixture, makeLab } from "./lab.ts";
import { outputContract } from "./output.ts";
import { startContract } from "./start.ts";

/** What every RemoteExecutor does, real or fake. */
export function remoteExecutorContract(name: string, makeFixture: () => Promise<ExecutorFixture>) {
  describe(`RemoteExecutor: ${name}`, () => {
    const lab = makeLab(makeFixture);
    startContract(lab);
    outputContract(lab);
    endingContract(lab);
    hostContract(lab);
  });
}
