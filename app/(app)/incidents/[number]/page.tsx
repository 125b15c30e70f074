import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { IncidentRoom } from "#components/incident/incident-room.tsx";

type Props = { params: Promise<{ number: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `INC-${(await params).number}` };
}

export default async function IncidentPage({ params }: Props) {
  const { number } = await params;
  if (!/^[1-9][0-9]{0,8}$/.test(number)) notFound();
  return <IncidentRoom number={Number(number)} />;
}
