import { CircleDashed, LoaderCircle } from "lucide-react";
import Link from "next/link";
import type { TargetView } from "#lib/contract/target.ts";

/** What holds a target now. */
export function Holder({ target }: { target: Pick<TargetView, "holder"> }) {
  if (!target.holder) {
    return (
      <span className="pill" title="No changing run holds it. Whether a rollback would work stands on the board.">
        <CircleDashed size={12} aria-hidden /> Free
      </span>
    );
  }
  const { runId, incident, title, by } = target.holder;
  return (
    <Link className="pill run" href={`/incidents/${incident}?run=${runId}`} title={`Started by ${by}`}>
      <LoaderCircle size={12} className="spin" aria-hidden /> {title}, INC-{incident}
    </Link>
  );
}
