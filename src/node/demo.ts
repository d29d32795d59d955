import { admitDemo } from '../runtime/demo-organisations.ts';
import { demoClients, publicHalf } from './demo-clients.ts';
import type { OpenedRegistry } from './open-registry.ts';

/**
 * Whatever of the demo is not there yet: clients, their organisations, a brand, and its sender identity. The keys are
 * on the disk before anybody is admitted with them, so it can end anywhere and be run again, by several at once.
 */
export async function ensureDemo({ registry, folder }: Pick<OpenedRegistry, 'registry' | 'folder'>): Promise<void> {
  const clients = await demoClients(folder.clientsFile);
  await admitDemo(
    registry,
    clients.map((client) => ({ ...client, publicJwk: publicHalf(client) })),
  );
}
