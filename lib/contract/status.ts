import { z } from "zod";
import { Time } from "./common.ts";

export const ComponentState = z.enum(["operational", "degraded", "outage", "maintenance"]);
export type ComponentState = z.infer<typeof ComponentState>;

export const StatusComponentView = z.object({
  id: z.string(),
  title: z.string(),
  state: ComponentState,
  updatedAt: Time,
});
export type StatusComponentView = z.infer<typeof StatusComponentView>;
export const AddStatusComponent = z.strictObject({ title: z.string().trim().min(1).max(100) });
export const SetComponentState = z.strictObject({ state: ComponentState });

/** What everybody may read: parts of the service and what people published, nothing of how it is made. */
export const StatusPage = z.object({
  components: z.array(StatusComponentView),
  messages: z.array(z.object({ id: z.string(), title: z.string(), body: z.string(), publishedAt: Time })),
});
export type StatusPage = z.infer<typeof StatusPage>;
