import type { ApiApp } from '../mount.ts';
import { carrierFilesRoutes } from './carrier-files.ts';
import { inboundTextsRoute } from './inbound-texts.ts';
import { industryLibraryRoutes } from './industry-library.ts';
import { numberEventsRoute } from './number-events.ts';
import { registrationsRoute } from './registrations.ts';

/** What carriers report of the lines that they serve. */
export function carrierRoutes(app: ApiApp): void {
  registrationsRoute(app);
  carrierFilesRoutes(app);
  industryLibraryRoutes(app);
  numberEventsRoute(app);
  inboundTextsRoute(app);
}
