import type { ApiApp } from '../context.ts';
import { numberEventsRoute } from './number-events.ts';
import { registrationsRoute } from './registrations.ts';

/** What carriers report of the lines that they serve. */
export function carrierRoutes(app: ApiApp): void {
  registrationsRoute(app);
  numberEventsRoute(app);
}
