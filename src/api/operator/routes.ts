import type { ApiApp } from '../mount.ts';
import { abuseRoutes } from './abuse.ts';
import { bulkAssertionRoutes } from './bulk-assertions.ts';
import { organisationRoutes } from './organisations.ts';
import { registryExportRoutes } from './registry-export.ts';
import { senderIdentityRoutes } from './sender-identities.ts';
import { signInRoutes } from './sign-in.ts';
import { signingKeyRoutes } from './signing-keys.ts';
import { statusRoute } from './status.ts';

export function operatorRoutes(app: ApiApp): void {
  organisationRoutes(app);
  senderIdentityRoutes(app);
  signingKeyRoutes(app);
  bulkAssertionRoutes(app);
  abuseRoutes(app);
  signInRoutes(app);
  statusRoute(app);
  registryExportRoutes(app);
}
