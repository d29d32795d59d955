import type { Position } from '../../core/change.ts';
import { Fault } from '../../core/fault.ts';
import { parsePhoneNumber } from '../../core/phone-number.ts';
import type { Preferences } from '../../core/preferences.ts';
import type { LogEntry } from '../../storage/store.ts';
import type { OrganisationActor } from '../access/actor.ts';
import { actorName } from '../access/permission.ts';
import type { RegistrationRow } from '../numbers/register-numbers.ts';
import type { RowResult } from '../numbers/row-results.ts';
import { positionInHeads } from '../position.ts';
import { checkedPreferences, type PreferencesWords, samePreferences } from '../preferences/checked-preferences.ts';
import type { Registry } from '../registry.ts';

/** One number has so few entries since a checkpoint. */
const entriesMax = 32;

/**
 * What became of a row that was done before a crash took its answer: the entry that it left behind the checkpoint's
 * `heads`.
 * Undefined where it left none. No number is in two rows of what lies between two checkpoints.
 */
export async function answeredBefore(
  registry: Registry,
  carrier: OrganisationActor,
  row: RegistrationRow,
  heads: string,
): Promise<Omit<Extract<RowResult<'REGISTERED'>, { readonly position: Position }>, 'index'> | undefined> {
  if ('fault' in row) return undefined;
  const number = parsePhoneNumber(row.phoneNumber);
  if (number === undefined) return undefined;
  const { shard } = registry;
  const logId = shard.logIdOf(number);
  const head = positionInHeads(heads, logId);
  if (head === undefined) throw new Error(`a checkpoint without the head of ${logId}`);
  const history = await shard.history(number, Number.MAX_SAFE_INTEGER, entriesMax);
  const entry = history.find((one) => one.position > head && isOfRow(registry, carrier, row, one));
  if (entry === undefined || !('event' in entry)) return undefined;
  const { position } = entry;
  const event = entry.event;
  const reference = row.reference === undefined ? {} : { reference: row.reference };
  if (event.kind !== 'ASSERTION_WAITS') return { ...reference, status: 'REGISTERED', logId, position };
  const { assertionId, waitsUntil } = event;
  return { ...reference, status: 'PENDING', logId, position, waits: { assertionId, waitsUntil } };
}

function isOfRow(
  registry: Registry,
  carrier: OrganisationActor,
  row: Exclude<RegistrationRow, { readonly fault: unknown }>,
  entry: LogEntry,
): boolean {
  if (!('number' in entry) || entry.actor !== actorName(carrier)) return false;
  if (entry.proof !== row.proof || entry.agent !== row.agent) return false;
  const { event } = entry;
  const set = event.kind === 'ASSERTION_WAITS' ? event.effect : event;
  if (set.kind !== 'PREFERENCES_SET') return false;
  const wished = preferencesOf(registry, row.preferences);
  return wished !== undefined && samePreferences(set.preferences, wished);
}

/** Undefined where the policy has no meaning for them: such a row is rejected, and no entry is its own. */
function preferencesOf(registry: Registry, words: PreferencesWords): Preferences | undefined {
  try {
    return checkedPreferences(registry, words);
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}
