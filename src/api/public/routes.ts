import type { ApiApp } from '../mount.ts';
import { healthRoutes } from './health.ts';
import { metadataRoutes } from './metadata.ts';
import { openDataRoutes } from './open-data.ts';
import { openFiguresRoutes } from './open-figures.ts';
import { policyRoute } from './policy.ts';
import { receiptRoute } from './receipts.ts';
import { type Assets, referenceRoutes } from './reference.ts';
import { tokenRoute } from './token.ts';

export interface PublicRouteOptions {
  /** Files of the reference page; absent: there is no page. */
  readonly assets?: Assets | undefined;
}

export function publicRoutes(app: ApiApp, { assets }: PublicRouteOptions): void {
  tokenRoute(app);
  metadataRoutes(app);
  policyRoute(app);
  openFiguresRoutes(app);
  openDataRoutes(app);
  receiptRoute(app);
  healthRoutes(app);
  referenceRoutes(app, assets);
}
