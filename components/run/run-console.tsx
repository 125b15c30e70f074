"use client";
import { keep, Late } from "#components/common/late.tsx";
import { Skeleton } from "#components/common/panel-state.tsx";
import type { ConsoleProps } from "#components/console/console.tsx";

const load = () => import("#components/console/console.tsx").then((m) => m.Console);
const kept = keep<ConsoleProps>();

/** Loads the console's code before there is output to show, so that the first byte waits for nothing. */
export const preloadConsole = (): void =>
  void load().then(
    (component) => {
      kept.component = component;
    },
    () => {}, // whoever draws it tries again, and tells
  );

export function RunConsole(props: ConsoleProps) {
  return <Late load={load} kept={kept} props={props} meanwhile={<Skeleton rows={4} />} />;
}
