"use client";
import type { ReactNode } from "react";

/** A titled group of small things, each with its name below where it has none of its own. */
export function Specimens({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="panel p-3" aria-label={title}>
      <h3 className="pb-2 font-semibold text-12 text-ink-2">{title}</h3>
      <div className="flex flex-wrap items-center gap-2.5">{children}</div>
    </section>
  );
}

export function Named({ name, children }: { name: string; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1.5 text-12">
      {children} {name}
    </span>
  );
}
