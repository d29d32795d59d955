import { openLookup } from '../lookup/open-lookup.ts';
import { admitOrganisation } from '../registry/organisations/admit-organisation.ts';
import type { Registry } from '../registry/registry.ts';
import { assembledRegistry, prepareRegistry, requireFitForProduction } from '../runtime/assembled-registry.ts';
import { admitDemo } from '../runtime/demo-organisations.ts';
import { nodeSha256 } from '../runtime/node-signer.ts';
import { operatorAtConsole } from '../runtime/operator-at-console.ts';
import type { Store } from '../storage/store.ts';
import { absentCarrierFiles, absentScrubFiles } from './absent-files.ts';
import { openedStore } from './opened-store.ts';
import type { WorkerSettings } from './worker-settings.ts';

const logId = 'log';
const firstOperatorId = 'operator';

/** The registry that an object keeps; a new one gets its schema, policy, signing keys, and whom the settings admit. */
export async function openedRegistry(settings: WorkerSettings, storage: DurableObjectStorage): Promise<Registry> {
  const store = openedStore(storage);
  const now = Date.now;
  if (settings.mode === 'production') {
    requireFitForProduction(store, now(), { setting: 'DND_MODE', place: 'object' });
  }
  const registry = assembledRegistry({
    ...{ settings, store, logId, now, sha256: nodeSha256 },
    lookup: openLookup(store, {
      logId,
      blockBytesMax: settings.blockCacheMb * 2 ** 20,
      nextTurn: () => new Promise((resolve) => setTimeout(resolve, 0)),
    }),
    pepper: pepperOf(settings, storage),
    scrubFiles: absentScrubFiles,
    carrierFiles: absentCarrierFiles,
  });
  await prepareRegistry(registry);
  if (!registry.demo) await admitFirstOperator(registry, settings);
  else if (settings.demoClients.length > 0) await admitDemo(registry, settings.demoClients);
  return registry;
}

const pepperKey = 'demo-pepper';

/** The pepper of the settings; in demo mode one that is made up once and kept with the object. */
function pepperOf({ pepper }: WorkerSettings, { kv }: DurableObjectStorage): Uint8Array {
  if (pepper !== undefined) return pepper;
  const kept = kv.get<Uint8Array>(pepperKey);
  if (kept !== undefined) return kept;
  const made = crypto.getRandomValues(new Uint8Array(32));
  kv.put(pepperKey, made);
  return made;
}

/** Where nobody has a console: the keys of a setting stand for whoever set it, once. */
async function admitFirstOperator(registry: Registry, { firstOperator: keys }: WorkerSettings): Promise<void> {
  if (keys.length === 0 || hasOperator(registry.store)) return;
  await admitOrganisation(registry, operatorAtConsole, {
    ...{ organisationId: firstOperatorId, name: 'Operator', role: 'OPERATOR', keys },
  });
}

function hasOperator(store: Store): boolean {
  for (let after = ''; ; ) {
    const page = store.entities('ORGANISATION', after, 100);
    if (page.some(({ document }) => document.role === 'OPERATOR')) return true;
    const last = page.at(-1);
    if (last === undefined) return false;
    after = last.id;
  }
}
