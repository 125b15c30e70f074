import { z } from "zod";
import { canonical } from "../canonical/canonical.ts";

const Text = z.string().max(4_000);
const Labels = z.record(z.string().max(200), Text);

/**
 * Version 4 of Alertmanager's webhook (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config), which Grafana's contact point
 * "webhook" sends too. What is not known here is left out.
 */
export const AlertWebhook = z.object({
  version: z.string().optional(),
  receiver: z.string().max(500).default(""),
  alerts: z
    .array(
      z.object({
        status: z.enum(["firing", "resolved"]),
        labels: Labels.default({}),
        annotations: Labels.default({}),
        startsAt: z.iso.datetime({ offset: true }),
        endsAt: z.iso.datetime({ offset: true }).optional(),
        fingerprint: z.string().max(200).optional(),
      }),
    )
    .max(500),
});
export type AlertWebhook = z.infer<typeof AlertWebhook>;

export type Alert = {
  fingerprint: string;
  status: "firing" | "resolved";
  title: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  startsAt: Date;
  endsAt: Date | null;
};

/** The alerts of a webhook, each with a title and a fingerprint. Pure. */
export function alertsOf(webhook: AlertWebhook, sha256: (text: string) => string): Alert[] {
  return webhook.alerts.map(({ status, labels, annotations, startsAt, endsAt, fingerprint }) => ({
    status,
    labels,
    annotations,
    fingerprint: fingerprint || sha256(canonical(labels)).slice(0, 16),
    title: (annotations.summary || labels.alertname || annotations.title || "Alert").slice(0, 200),
    startsAt: new Date(startsAt),
    // While an alert fires, this is zero or a guess.
    endsAt: status === "resolved" && endsAt ? new Date(endsAt) : null,
  }));
}
