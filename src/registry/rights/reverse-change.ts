import type { NumberEvent, Position } from '../../core/change.ts';
import { Fault } from '../../core/fault.ts';
import type { NumberRecord } from '../../core/number-record.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import { canonicalPreferences } from '../../core/preferences.ts';
import { canonicalJson } from '../../storage/canonical.ts';
import type { LogEntry } from '../../storage/store.ts';
import type { Actor } from '../access/actor.ts';
import { requireSubscriber } from '../access/permission.ts';
import { countUses, recordLimits } from '../access/rate-limits.ts';
import { permissionOf } from '../consents/sender-permissions.ts';
import { changeOwnNumber, type NumberNow, ownDraft } from '../numbers/change-numbers.ts';
import { standingEntries } from '../numbers/present-tenure.ts';
import { formatPosition } from '../position.ts';
import { checkedPreferences } from '../preferences/checked-preferences.ts';
import type { Registry } from '../registry.ts';
import { senderEventBack } from './sender-event-back.ts';

/**
 * `POST /v1/subscriber/history/reversals`: takes one change of the holder's history back, whoever made it: what it
 * changed, his choices or what stands with one brand, is again as it was before, by a new entry. What the change brought
 * has to stand still: else something later is in the way, to be taken back first. Consents that refusing all had ended
 * do not come back with the choices. Faults: NOT_FOUND, and INCOMPATIBLE_STATE where something later stands in the way
 * (`limit` names it), where what was before cannot be had again, where the entry is not for the holder to take back, and
 * where the number has more entries than are gone through; TOO_MANY_REQUESTS.
 */
export async function reverseChange(
  registry: Registry,
  actor: Actor,
  { position }: { readonly position: Position },
): Promise<NumberNow> {
  const subscriber = requireSubscriber(actor);
  const { number } = subscriber;
  const { shard } = registry;
  await countUses(registry, [{ limit: recordLimits.reversals, subject: String(number) }]);
  return changeOwnNumber(registry, subscriber, async ({ record: present }) => {
    if ((await shard.history(number, Number.MAX_SAFE_INTEGER, entriesMax + 1)).length > entriesMax) throw tooLong;
    const { entry, later } = await standingEntry(registry, number, position);
    const part = partOf(entry);
    if (part === undefined) throw notHis;
    const before = await shard.numberBefore(number, position);
    const after = await shard.numberBefore(number, position + 1);
    if (shown(part, present) !== shown(part, after)) throw inTheWay(shard.logIdOf(number), part, later);
    if (shown(part, present) === shown(part, before)) return undefined;
    return ownDraft(subscriber, eventBack(registry, part, before, present));
  });
}

/** How a number stood is had by going through all its entries at once: nobody else is served meanwhile, some 10 ms. */
const entriesMax = 1_000;

/** What of a number a change is about: all choices together, or one brand. */
type Part = 'CHOICES' | { readonly brand: string };

function partOf(entry: LogEntry): Part | undefined {
  if (!('number' in entry)) return 'block' in entry ? 'CHOICES' : undefined;
  const { event } = entry;
  if ('brand' in event) return { brand: event.brand };
  if (event.kind === 'PREFERENCES_SET') return 'CHOICES';
  return event.kind === 'ASSERTION_WAITS' && event.effect.kind === 'PREFERENCES_SET' ? 'CHOICES' : undefined;
}

function shown(part: Part, record: NumberRecord): string {
  if (part !== 'CHOICES') return canonicalJson(permissionOf(record, part.brand) ?? null);
  const { state, detail } = record;
  return canonicalJson([canonicalPreferences(state.preferences), detail.pending ?? null]);
}

function eventBack(registry: Registry, part: Part, before: NumberRecord, present: NumberRecord): NumberEvent {
  if (part !== 'CHOICES') {
    return senderEventBack(registry, part.brand, permissionOf(before, part.brand), permissionOf(present, part.brand));
  }
  try {
    return { kind: 'PREFERENCES_SET', preferences: checkedPreferences(registry, before.state.preferences) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new Fault('INCOMPATIBLE_STATE', 'the policy knows these choices no more: set them anew', {
      field: 'position',
      cause: error,
    });
  }
}

interface StandingEntry {
  readonly entry: LogEntry;
  /** Newest first. */
  readonly later: readonly LogEntry[];
}

/** What a reversal has made void is taken back already. */
async function standingEntry(registry: Registry, number: PhoneNumber, position: Position): Promise<StandingEntry> {
  const later: LogEntry[] = [];
  for await (const entry of standingEntries(registry, number)) {
    if (entry.position === position) return { entry, later };
    if (entry.position < position) break;
    later.push(entry);
  }
  throw new Fault('NOT_FOUND', 'your history has no such change, or it is undone already', { field: 'position' });
}

function inTheWay(logId: string, part: Part, later: readonly LogEntry[]): Fault {
  const same = later.find((entry) => canonicalJson(partOf(entry) ?? null) === canonicalJson(part)) ?? later[0];
  return new Fault('INCOMPATIBLE_STATE', 'something later stands in the way: take that back first', {
    field: 'position',
    ...(same === undefined ? {} : { limit: `nothing after it, as ${formatPosition(logId, same.position)} is` }),
  });
}

const notHis = new Fault('INCOMPATIBLE_STATE', 'this is not for the holder of the number to take back', {
  field: 'position',
});
const tooLong = new Fault('INCOMPATIBLE_STATE', 'your history is too long for this: make your choices anew', {
  field: 'position',
  limit: `at most ${entriesMax} entries`,
});
