import { CircleCheck, CircleHelp, CircleX, Clock, Disc, LoaderCircle, type LucideIcon } from "lucide-react";
import type { DeliveryView } from "#lib/contract/communication.ts";

type Look = { label: string; icon: LucideIcon; ink: string };

/** Every state of a delivery: word, icon and ink. */
export const DELIVERY_LOOK: Record<DeliveryView["state"], Look> = {
  queued: { label: "Waits to be sent", icon: Clock, ink: "text-ink-2" },
  sending: { label: "Being sent", icon: LoaderCircle, ink: "text-accent" },
  delivered: { label: "Accepted", icon: CircleCheck, ink: "text-ok" },
  failed: { label: "Not sent", icon: CircleX, ink: "text-crit" },
  unknown: { label: "Not known whether it arrived", icon: CircleHelp, ink: "text-warn" },
  recorded: { label: "Recorded, sent to nobody", icon: Disc, ink: "text-ink-2" },
};
