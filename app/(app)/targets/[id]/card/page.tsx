import type { Metadata } from "next";
import { CardPage } from "#components/card/card-page.tsx";

export const metadata: Metadata = { title: "Quick reference card" };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <CardPage target={(await params).id} />;
}
