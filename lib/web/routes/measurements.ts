import { z } from "zod";
import { MeasurementsView, MetricsSourceView, SaveMetricsSource } from "#lib/contract/measurement.ts";
import { askForMeasurements } from "#lib/services/measurements/ask.ts";
import { getMeasurements } from "#lib/services/measurements/get.ts";
import { getMetricsSource, removeMetricsSource, saveMetricsSource } from "#lib/services/measurements/source.ts";
import { route } from "../define.ts";
import { Nothing } from "./common.ts";

const TargetParams = z.object({ id: z.string().min(1).max(64) });
const common = { tag: "targets", params: TargetParams, problems: [404] } as const;

export const MEASUREMENTS = [
  route({
    ...common,
    method: "GET",
    path: "/targets/{id}/metrics-source",
    summary: "The Prometheus that is asked for a target's signals, and with which queries",
    answers: { 200: MetricsSourceView },
    handle: async ({ ctx, params }) => ({ body: await getMetricsSource(ctx, params.id) }),
  }),
  route({
    ...common,
    method: "PUT",
    path: "/targets/{id}/metrics-source",
    summary: "Say where a target's metrics are; its token is sealed to the engine at once",
    body: SaveMetricsSource,
    answers: { 200: MetricsSourceView },
    handle: async ({ ctx, params, body }) => ({ body: await saveMetricsSource(ctx, params.id, body) }),
  }),
  route({
    ...common,
    method: "DELETE",
    path: "/targets/{id}/metrics-source",
    summary: "Measure a target no more",
    answers: { 200: Nothing },
    handle: async ({ ctx, params }) => {
      await removeMetricsSource(ctx, params.id);
      return { body: {} };
    },
  }),
  route({
    ...common,
    method: "GET",
    path: "/targets/{id}/measurements",
    summary: "What was last measured of a target's signals",
    answers: { 200: MeasurementsView },
    handle: async ({ ctx, params }) => ({ body: await getMeasurements(ctx, params.id) }),
  }),
  route({
    ...common,
    method: "POST",
    path: "/targets/{id}/measurements",
    summary: "Measure a target's signals now, and for the next minute; an engine does it",
    body: Nothing,
    answers: { 202: z.object({ until: z.string().nullable() }) },
    handle: async ({ ctx, params }) => ({ status: 202, body: await askForMeasurements(ctx, params.id) }),
  }),
];
