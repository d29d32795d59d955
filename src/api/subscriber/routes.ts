import type { ApiApp } from '../mount.ts';
import { changeReceiptsRoute } from './change-receipts.ts';
import { codesRoute } from './codes.ts';
import { consentsRoutes } from './consents.ts';
import { erasuresRoutes } from './erasures.ts';
import { historyRoute } from './history.ts';
import { preferencesRoutes } from './preferences.ts';
import { recordRoute } from './record.ts';
import { senderRefusalsRoutes } from './sender-refusals.ts';
import { sessionsRoutes } from './sessions.ts';

/** What the holder of a number can do. */
export function subscriberRoutes(app: ApiApp): void {
  codesRoute(app);
  sessionsRoutes(app);
  recordRoute(app);
  preferencesRoutes(app);
  historyRoute(app);
  changeReceiptsRoute(app);
  erasuresRoutes(app);
  consentsRoutes(app);
  senderRefusalsRoutes(app);
}
