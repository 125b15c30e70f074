import pino from "pino";
import { onTestFinished } from "vitest";
import { createNotifier } from "#lib/adapters/notify/notifier.ts";
import { publishStatus } from "#lib/adapters/postgres/communication/publish-status.ts";
import { createCommunicationStore } from "#lib/adapters/postgres/communication/store.ts";
import { connectionName } from "#lib/adapters/postgres/engine-store.ts";
import { listen } from "#lib/adapters/postgres/listen.ts";
import { createRecorder } from "#lib/adapters/postgres/record.ts";
import { createQueue } from "#lib/adapters/queue/queue.ts";
import type { CommunicationView } from "#lib/contract/communication.ts";
import { startCommunication } from "#lib/engine/communication.ts";
import type { Notifier } from "#lib/ports/notifier.ts";
import { NOTICE_CHANNEL } from "#lib/realtime/contract.ts";
import { communicatingPlaybook, type Pace } from "#lib/testing/communication.ts";
import { createApi, ORIGIN } from "./api-kit.ts";

const clock = { now: () => new Date() };
const log = pino({ level: "silent" });

/** The API with a playbook that communicates, a real and a drill target, and engines that carry nothing but communication. */
export async function createCommunicationKit(pace?: Pace) {
  const api = await createApi();
  await api.load(communicatingPlaybook(pace));
  await api.addTarget("host-1", { environment: "production" });
  await api.addTarget("drill-1", { environment: "drill" });

  /** An engine for one test. Without `looks` only jobs of the queue drive it. */
  async function launch(id = "engine-1", notifier: Notifier = createNotifier(publishStatus(api.db, clock))) {
    const recorder = createRecorder({ clock });
    const queue = await createQueue({ url: api.url, works: true, log });
    const engine = { kind: "engine", id, name: "engine" } as const;
    const communication = createCommunicationStore({ db: api.db, recorder, queue, clock, origin: ORIGIN });
    // As every engine: its connection says that it lives.
    const ear = listen(api.url, NOTICE_CHANNEL, () => {}, { name: connectionName(id) });
    await ear.listening;
    const deps = { engine, communication, notifier, opener: api.engineKey, log };
    const started = await startCommunication(deps, queue);
    const stop = async () => {
      await queue.stop();
      await ear.close();
    };
    onTestFinished(stop);
    return { ...started, store: communication, stop };
  }

  const read = async (number: number): Promise<CommunicationView> =>
    (await api.call("GET", `/incidents/${number}/communication`, { as: "viewer" })).body;
  const timeline = async (number: number, kind: RegExp): Promise<string[]> =>
    (await api.db.timelineEvent.findMany({ where: { incidentNumber: number }, orderBy: { seq: "asc" } }))
      .filter((event) => kind.test(event.kind))
      .map((event) => event.text);
  return { ...api, launch, read, timeline };
}
