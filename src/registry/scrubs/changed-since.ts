import { blockOf, type PhoneNumber } from '../../core/phone-number.ts';
import type { OrganisationActor } from '../access/actor.ts';
import type { EnquiryTerms } from '../lookups/enquiry-terms.ts';
import { parsePosition } from '../position.ts';
import type { Registry } from '../registry.ts';

/** Entries of the log that are looked through; where there are more, every row is decided anew. */
const entriesMax = 262_144;

/**
 * Whether the answer about a number may be another than at a position, time aside: something was written about it or,
 * as a list, about its block since, or about who asks or sends. Of a position that the log has not reached, as after a
 * backup was restored, nothing is known: every answer may be another.
 */
export function changedSince(
  { shard, store }: Pick<Registry, 'shard' | 'store'>,
  { organisationId }: OrganisationActor,
  { sender, brand }: EnquiryTerms,
  positionText: string,
): (number: PhoneNumber) => boolean {
  const position = parsePosition(shard.logId, positionText);
  const tail = position === undefined || position > store.head() ? undefined : store.tail(position, entriesMax);
  const isOfTerms = ({ kind, id }: { readonly kind: string; readonly id: string }) =>
    kind === 'ORGANISATION' ? id === organisationId || id === brand : kind === 'SENDER_IDENTITY' && id === sender;
  if (tail === undefined || tail.entities.some(isOfTerms)) return () => true;
  const numbers = new Set<number>(tail.numbers.map(({ number }) => number));
  const blocks = new Set<number>(tail.blocks.map(({ block }) => block));
  return (number) => numbers.has(number) || blocks.has(blockOf(number));
}
