import { Check, CircleX, TriangleAlert } from "lucide-react";
import { bytes, count, pinched } from "#lib/client/format.ts";
import type { StepOutput } from "#lib/client/output/step-output.ts";

/** Whether the log of a step is whole, and how that is known. */
export function SealMark({ output, isRunning }: { output: StepOutput; isRunning: boolean }) {
  const { seal } = output;
  switch (output.sealState) {
    case "receiving":
      return <span className={isRunning ? "text-accent" : "text-ink-3"}>{bytes(output.received)} so far</span>;
    case "unread":
      return <span className="text-ink-3">reading {bytes(seal?.bytes ?? 0)}</span>;
    case "missing":
      return (
        <span className="flex items-center gap-1 text-warn">
          <TriangleAlert size={12} aria-hidden /> {count((seal?.bytes ?? 0) - output.received)} bytes missing from byte{" "}
          {count(output.received)}
        </span>
      );
    case "differs":
      return (
        <span className="flex items-center gap-1 text-crit">
          <CircleX size={12} aria-hidden /> differs from what the target reported
        </span>
      );
    default:
      return (
        <>
          <span
            className={`flex items-center gap-1 ${output.sealState === "verified" ? "text-ok" : ""}`}
            title={
              output.sealState === "verified"
                ? "This browser computed the same sha-256 over the bytes it holds."
                : output.isWhole
                  ? "Every byte arrived; the hash was not computed in this browser."
                  : "The server holds every byte and compared the hash with the target's; this browser reads what it shows."
            }
          >
            <Check size={12} aria-hidden /> complete, {bytes(output.received)}
          </span>
          {seal?.sha256 ? (
            <span className="mono only-wide text-ink-3" title={`sha256 ${seal.sha256}`}>
              sha256 {pinched(seal.sha256)}
            </span>
          ) : null}
        </>
      );
  }
}
