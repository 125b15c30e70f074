import type { Metadata } from "next";
import { PlaybookPage } from "#components/playbook/playbook-page.tsx";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await params).id };
}

export default async function Page({ params }: Props) {
  return <PlaybookPage id={(await params).id} />;
}
