import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PublicStatus } from "#components/status/public-status.tsx";
import { container } from "#lib/web/container.ts";

export const metadata: Metadata = { title: "Status" };
export const dynamic = "force-dynamic";

/** For everybody, once an administrator has switched it on. */
export default async function Page() {
  const page = await container().statusPage();
  if (!page) notFound();
  return <PublicStatus page={page} />;
}
