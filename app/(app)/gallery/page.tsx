import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Gallery } from "#components/gallery/gallery.tsx";
import { container } from "#lib/web/container.ts";

export const metadata: Metadata = { title: "Gallery" };

/** In the demo and in development only; an installation has no such page. */
export default function Page() {
  if (!container().hasGallery) notFound();
  return <Gallery />;
}
