import type { Metadata } from "next";
import { PlaybookList } from "#components/playbook/playbook-list.tsx";

export const metadata: Metadata = { title: "Playbooks" };

export default function PlaybooksPage() {
  return <PlaybookList />;
}
