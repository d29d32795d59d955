import type { Position } from '../../core/change.ts';
import { Fault } from '../../core/fault.ts';
import { blockOf, type PhoneNumber } from '../../core/phone-number.ts';
import type { NumberLog } from '../../lookup/number-log.ts';
import type { Tail } from '../../storage/store.ts';
import type { OrganisationActor } from '../access/actor.ts';
import type { EnquiryTerms } from '../lookups/enquiry-terms.ts';
import { positionInHeads } from '../position.ts';
import type { Registry } from '../registry.ts';

/** Entries of each log that are looked through; where there are more, every row it is about is decided anew. */
const entriesMax = 262_144;

/**
 * Whether the answer about a number may be another than at positions of the logs, time aside: something was written
 * about it or, as a list, about its block since, or about who asks or sends. Of a position that a log has not reached,
 * as after a backup was restored, nothing is known, nor of a log that cannot be had or is not named: every answer about
 * its numbers may be another.
 */
export async function changedSince(
  { logId, shard, store }: Pick<Registry, 'logId' | 'shard' | 'store'>,
  { organisationId }: OrganisationActor,
  { sender, brand }: EnquiryTerms,
  positionText: string,
): Promise<(number: PhoneNumber) => boolean> {
  const position = positionInHeads(positionText, logId);
  const tail = position === undefined || position > store.head() ? undefined : store.tail(position, entriesMax);
  const isOfTerms = ({ kind, id }: { readonly kind: string; readonly id: string }) =>
    kind === 'ORGANISATION' ? id === organisationId || id === brand : kind === 'SENDER_IDENTITY' && id === sender;
  if (tail === undefined || tail.entities.some(isOfTerms)) return () => true;
  const written = new Map([[logId, writtenIn(tail)]]);
  for (const log of shard.logs) {
    if (log.logId === logId) continue;
    const own = await tailSince(log, positionInHeads(positionText, log.logId));
    if (own !== undefined) written.set(log.logId, writtenIn(own));
  }
  return (number) => written.get(shard.logIdOf(number))?.(number) ?? true;
}

function writtenIn(tail: Tail): (number: PhoneNumber) => boolean {
  const numbers = new Set<number>(tail.numbers.map(({ number }) => number));
  const blocks = new Set<number>(tail.blocks.map(({ block }) => block));
  return (number) => numbers.has(number) || blocks.has(blockOf(number));
}

async function tailSince(log: NumberLog, position: Position | undefined): Promise<Tail | undefined> {
  try {
    if (position === undefined || position > (await log.head())) return undefined;
    return await log.tail(position, entriesMax);
  } catch (error) {
    if (error instanceof Fault && error.code === 'UNAVAILABLE') return undefined;
    throw error;
  }
}
