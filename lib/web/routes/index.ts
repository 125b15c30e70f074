import type { Route } from "../define.ts";
import { ALERTS } from "./alerts.ts";
import { CATALOGUE } from "./catalogue.ts";
import { CHANNELS } from "./channels.ts";
import { COMMUNICATION } from "./communication.ts";
import { DRILLS } from "./drills.ts";
import { INCIDENTS } from "./incidents.ts";
import { INVESTIGATION } from "./investigation.ts";
import { MEASUREMENTS } from "./measurements.ts";
import { PEOPLE } from "./people.ts";
import { PUSH } from "./push.ts";
import { READINESS } from "./readiness.ts";
import { RECORD } from "./record.ts";
import { INCIDENT_ROLES } from "./roles.ts";
import { RUNS } from "./runs.ts";
import { STATUS } from "./status.ts";
import { VERIFICATION } from "./verification.ts";
import { WATCHES } from "./watches.ts";

/** Every route of the API; what is not here does not exist, in the server and in its description. */
export const ROUTES: readonly Route[] = [
  ...PEOPLE,
  ...PUSH,
  ...CATALOGUE,
  ...READINESS,
  ...INCIDENTS,
  ...INCIDENT_ROLES,
  ...RUNS,
  ...VERIFICATION,
  ...WATCHES,
  ...INVESTIGATION,
  ...MEASUREMENTS,
  ...COMMUNICATION,
  ...CHANNELS,
  ...STATUS,
  ...RECORD,
  ...DRILLS,
  ...ALERTS,
];
