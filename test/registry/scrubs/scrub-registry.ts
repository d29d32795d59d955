import type { OrganisationActor } from '../../../src/registry/access/actor.ts';
import type { PreferencesWords } from '../../../src/registry/preferences/checked-preferences.ts';
import { setPreferences } from '../../../src/registry/preferences/set-preferences.ts';
import {
  chineseNumber,
  type MemoryRegistry,
  type MemoryRegistryOptions,
  memoryRegistry,
  setOrganisation,
  setSenderIdentity,
  subscriber,
} from '../memory-registry.ts';

export interface ScrubRegistry extends MemoryRegistry {
  readonly caller: OrganisationActor;
}

/** A registry with a call centre; the number …0001 refuses all, …0002 credit, …0003 some hours. */
export async function scrubRegistry(options: MemoryRegistryOptions = {}): Promise<ScrubRegistry> {
  const made = await memoryRegistry(options);
  await setOrganisation(made.registry, 'brand-1');
  const caller = await setOrganisation(made.registry, 'caller', { role: 'CALL_CENTRE' });
  await setSenderIdentity(made.registry, 'LENDER', { agents: [{ organisationId: 'caller', from: 0 }] });
  const replace = (last: number, words: PreferencesWords) =>
    setPreferences(made.registry, subscriber(chineseNumber(last)), { ifMatch: '*', replace: words });
  await replace(1, { base: 'REFUSE_ALL' });
  await replace(2, { categories: { FIN_CREDIT: 'REFUSE' } });
  await replace(3, { refusedBands: made.registry.policy.bands.slice(2, 6).map(({ id }) => id) });
  return { ...made, caller };
}
