import { type Erasure, outlives } from '../../core/erasure.ts';
import { applyNumberEvent, type NumberRecord } from '../../core/number-record.ts';
import { canonicalJson } from '../../storage/canonical.ts';
import type { SubscriberActor } from '../access/actor.ts';
import { type NumberDraft, ownDraft } from '../numbers/change-numbers.ts';
import { entriesOfTenure, tenureBegins } from '../numbers/present-tenure.ts';
import type { Registry } from '../registry.ts';

/** What of an erasure is not known before the log is looked at. */
export type ErasureTerms = Erasure extends infer E ? (E extends Erasure ? Omit<E, 'after'> : never) : never;

/**
 * An erasure of all that the holder's tenure wrote. Undefined where that would change nothing: it stands as it would
 * say, and there is no entry to erase but an erasure that says the same.
 */
export async function erasureDraft(
  registry: Registry,
  subscriber: SubscriberActor,
  record: NumberRecord,
  terms: ErasureTerms,
): Promise<NumberDraft | undefined> {
  const after = await tenureBegins(registry, subscriber.number);
  const event: Erasure = { ...terms, after };
  const stands = isSame(applyNumberEvent(record, event, 0, 0), record);
  return stands && (await isErased(registry, subscriber, event)) ? undefined : ownDraft(subscriber, event);
}

async function isErased(registry: Registry, { number }: SubscriberActor, event: Erasure): Promise<boolean> {
  let same = 0;
  for await (const entry of entriesOfTenure(registry, number)) {
    if (entry.position <= event.after) break;
    const own = 'number' in entry ? entry.event : undefined;
    if (own !== undefined && outlives(own, event)) continue;
    if (own === undefined || !isSame(own, event) || same > 0) return false;
    same += 1;
  }
  return true;
}

function isSame(one: unknown, other: unknown): boolean {
  return canonicalJson(one) === canonicalJson(other);
}
