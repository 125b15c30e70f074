"use client";
import { type ComponentType, createElement, type ReactNode, useEffect, useState } from "react";

type Loaded<P> = { component: ComponentType<P> | null };
type Props<P> = { load: () => Promise<ComponentType<P>>; kept: Loaded<P>; props: P; meanwhile: ReactNode };

/** Where a component stays once it is loaded; one for each, outside of components. */
export const keep = <P extends object>(): Loaded<P> => ({ component: null });

/**
 * Draws a component whose code is loaded when it is first wanted. Without Suspense: React holds back what follows a fallback for 300 ms,
 * and here that would be the first sight of a run's output. A failure to load is thrown to the page's error boundary.
 */
export function Late<P extends object>({ load, kept, props, meanwhile }: Props<P>) {
  const [component, setComponent] = useState(() => kept.component);
  useEffect(() => {
    if (component) return;
    load().then(
      (found) => {
        kept.component = found;
        setComponent(() => found);
      },
      (error: unknown) =>
        setComponent(() => {
          throw error;
        }),
    );
  }, [component, load, kept]);
  return component ? createElement(component, props) : meanwhile;
}
