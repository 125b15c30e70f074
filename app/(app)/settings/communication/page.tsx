import type { Metadata } from "next";
import { CommunicationPage } from "#components/settings/communication-page.tsx";

export const metadata: Metadata = { title: "People and calling" };

export default function Page() {
  return <CommunicationPage />;
}
