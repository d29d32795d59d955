import { Fault } from '../../core/fault.ts';
import type { OrganisationDocument } from '../../core/organisation.ts';
import { type EpochMs, secondMs } from '../../core/time.ts';
import type { Found } from '../../lookup/directory.ts';
import { accessTokenLifetimeSec } from '../../receipts/access-token.ts';
import type { Actor } from '../access/actor.ts';
import { requireScopeOrConsole } from '../access/permission.ts';
import { clientKey, type GivenKey, keysMax } from './client-key.ts';
import { type EntityRegistry, rewriteEntity } from './entity-change.ts';

export interface AddOrganisationKeyInput {
  readonly organisationId: string;
  readonly jwk: GivenKey;
}

/**
 * One more key, good from the next token request on; the older ones stay good, so that keys are rotated without an
 * outage. Keys withdrawn long ago make room for new ones.
 * Faults: INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, INCOMPATIBLE_STATE.
 */
export async function addOrganisationKey(
  registry: EntityRegistry,
  actor: Actor,
  { organisationId, jwk }: AddOrganisationKeyInput,
): Promise<Found<OrganisationDocument>> {
  requireScopeOrConsole(actor, 'dnd:organisations:manage');
  const key = await clientKey(jwk, 'jwk', registry.now());
  return rewriteEntity(registry, actor, 'ORGANISATION', organisationId, undefined, (present) => {
    if (present.keys.some(({ kid }) => kid === key.kid)) {
      throw new Fault('ALREADY_EXISTS', 'the organisation has or had a key with this id', { field: 'jwk.kid' });
    }
    return { ...present, keys: [...withRoom(present.keys, registry.now()), key] };
  });
}

/**
 * Forgets the key that was withdrawn first where there would be too many, yet none whose tokens may still live: a new
 * key of the same id would revive them.
 */
function withRoom(keys: OrganisationDocument['keys'], now: EpochMs): OrganisationDocument['keys'] {
  if (keys.length < keysMax) return keys;
  const forgettable = keys
    .flatMap(({ kid, withdrawnAt }) => (withdrawnAt === undefined ? [] : [{ kid, withdrawnAt }]))
    .filter(({ withdrawnAt }) => now - withdrawnAt > accessTokenLifetimeSec * secondMs)
    .sort((a, b) => a.withdrawnAt - b.withdrawnAt)[0];
  if (forgettable !== undefined) return keys.filter(({ kid }) => kid !== forgettable.kid);
  throw new Fault(
    'INCOMPATIBLE_STATE',
    'the organisation has too many keys: withdraw one and wait for its tokens to end',
    {
      field: 'jwk',
      limit: `at most ${keysMax} keys`,
    },
  );
}
