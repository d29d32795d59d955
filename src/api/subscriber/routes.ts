import type { ApiApp } from '../mount.ts';
import { codesRoute } from './codes.ts';
import { consentsRoutes } from './consents.ts';
import { historyRoute } from './history.ts';
import { preferencesRoutes } from './preferences.ts';
import { senderRefusalsRoutes } from './sender-refusals.ts';
import { sessionsRoutes } from './sessions.ts';

/** What the holder of a number can do. */
export function subscriberRoutes(app: ApiApp): void {
  codesRoute(app);
  sessionsRoutes(app);
  preferencesRoutes(app);
  historyRoute(app);
  consentsRoutes(app);
  senderRefusalsRoutes(app);
}
