"use client";
import { useQuery } from "@tanstack/react-query";
import { CalendarClock, ListTodo } from "lucide-react";
import Link from "next/link";
import { At } from "#components/common/time.tsx";
import { drillQueries } from "#lib/client/drill-queries.ts";

/** On the board only what needs somebody: drills that were not held, drills that go on, improvements that are late. */
export function DrillsDue() {
  const drills = useQuery({ ...drillQueries.list("open"), refetchInterval: 60_000 }).data ?? [];
  const actions = useQuery(drillQueries.openActions()).data ?? [];
  const overdue = drills.filter((d) => d.status === "overdue");
  const going = drills.filter((d) => d.startedAt !== null);
  const late = actions.filter((a) => a.isOverdue);
  if (overdue.length + going.length + late.length === 0) return null;
  return (
    <section className="panel overflow-hidden" aria-label="Drills">
      <div className="panel-head">
        <h2>Drills</h2>
        <Link className="btn sm quiet ml-auto" href="/drills">
          All
        </Link>
      </div>
      <ul className="drills-due">
        {overdue.map((d) => (
          <li key={d.number}>
            <Link href={`/drills/${d.number}`}>
              <CalendarClock size={15} aria-hidden className="text-crit" />
              <span className="min-w-0">
                <b className="font-semibold">DRILL-{d.number} is overdue</b>: {d.title}, planned for{" "}
                <At at={d.scheduledAt} />, {d.owner}
              </span>
            </Link>
          </li>
        ))}
        {going.map((d) => (
          <li key={d.number}>
            <Link href={`/drills/${d.number}`}>
              <CalendarClock size={15} aria-hidden className="text-accent" />
              <span className="min-w-0">
                <b className="font-semibold">DRILL-{d.number} goes on</b>: {d.title} on {d.targets.join(", ")}
              </span>
            </Link>
          </li>
        ))}
        {late.map((a) => (
          <li key={a.id}>
            <Link href={`/drills/${a.drill}`}>
              <ListTodo size={15} aria-hidden className="text-warn" />
              <span className="min-w-0">
                <b className="font-semibold">Improvement overdue</b>: {a.title}, {a.owner}, due {a.dueAt.slice(0, 10)}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
