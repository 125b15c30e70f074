import type { Metadata } from "next";
import { RecordPage } from "#components/record/record-page.tsx";

export const metadata: Metadata = { title: "Record and times" };

export default function Page() {
  return <RecordPage />;
}
