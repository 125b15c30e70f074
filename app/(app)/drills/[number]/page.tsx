import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { DrillPage } from "#components/drill/drill-page.tsx";

type Props = { params: Promise<{ number: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `DRILL-${(await params).number}` };
}

export default async function Page({ params }: Props) {
  const { number } = await params;
  if (!/^[1-9][0-9]{0,8}$/.test(number)) notFound();
  return <DrillPage number={Number(number)} />;
}
