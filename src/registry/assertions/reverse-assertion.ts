import type { BulkAssertion, ReversalTally } from '../../core/bulk-assertion.ts';
import type { Position } from '../../core/change.ts';
import { Fault } from '../../core/fault.ts';
import { maskPhoneNumber, type PhoneNumber } from '../../core/phone-number.ts';
import { nextTurn } from '../../lookup/next-turn.ts';
import type { Actor } from '../access/actor.ts';
import { requireScopeOrConsole } from '../access/permission.ts';
import { changeNumbers, type NumberAsk } from '../numbers/change-numbers.ts';
import { entityNow, rewriteEntity } from '../organisations/entity-change.ts';
import type { Registry } from '../registry.ts';
import { pageEntries, pagesOfAssertion } from './pages-of-assertion.ts';
import { type Later, type Undoing, undoingOf } from './undoing.ts';
import { forgetFinished } from './unfinished-assertions.ts';

export interface ReverseAssertionInput {
  readonly assertionId: string;
  /** Says what would come of it and writes nothing. */
  readonly dryRun?: boolean | undefined;
  /** After so many entries the rest is left to the chores (`settleAssertions`); absent: all at once. */
  readonly entriesMax?: number | undefined;
}

/** `tally`, `left`: of the numbers gone through, which is all of them unless the status is `REVERSING`. */
export interface Reversal {
  readonly assertion: BulkAssertion;
  readonly tally: ReversalTally;
  /** Some of the numbers at which something came later, masked, and who did that. */
  readonly left: readonly LeftNumber[];
}

export interface LeftNumber {
  readonly phoneNumber: string;
  readonly outcome: 'ENDED' | 'KEPT';
  readonly later: Later;
}

export const leftMax = 100;

/**
 * Undoes all that a bulk assertion did, whether it waits or took effect: where nothing came later, a number is exactly
 * as it was before, with the consents that ended meanwhile; else nothing of it takes effect any more, and what binds
 * already stays. From the first entry on it is out of force, whatever happens to the rest; once more, it goes on where it
 * was broken off, and undoes what it could not while a later assertion, reversed since, stood in the way. Faults: NOT_FOUND, ABORTED, UNAVAILABLE.
 */
export async function reverseAssertion(
  registry: Registry,
  actor: Actor,
  { assertionId, dryRun = false, entriesMax = Number.POSITIVE_INFINITY }: ReverseAssertionInput,
): Promise<Reversal> {
  const name = requireScopeOrConsole(actor, 'dnd:organisations:manage');
  if (dryRun) {
    const { document } = entityNow(registry, 'BULK_ASSERTION', assertionId);
    const { tally, left } = await goThrough(registry, document, Number.POSITIVE_INFINITY, previewed);
    return { assertion: document, tally, left };
  }
  const { document } = await rewriteEntity(registry, actor, 'BULK_ASSERTION', assertionId, undefined, (present) =>
    present.reversedBy === undefined
      ? { ...present, status: 'REVERSING', since: registry.now(), reversedBy: name }
      : present,
  );
  forgetFinished(registry);
  return finishReversal(registry, actor, document, entriesMax);
}

/** Goes through the numbers of an assertion that is out of force, in the name of who reversed it. */
export async function finishReversal(
  registry: Registry,
  actor: Actor,
  assertion: BulkAssertion,
  entriesMax = Number.POSITIVE_INFINITY,
): Promise<Reversal> {
  const { complete, tally, left } = await goThrough(registry, assertion, entriesMax, written);
  if (!complete) return { assertion, tally, left };
  const { document } = await rewriteEntity(
    registry,
    actor,
    'BULK_ASSERTION',
    assertion.assertionId,
    undefined,
    (one) =>
      one.status === 'REVERSED' && tally.undone <= (one.reversal?.undone ?? 0)
        ? one
        : { ...one, status: 'REVERSED', since: registry.now(), reversal: tally },
  );
  return { assertion: document, tally, left };
}

/**
 * For who wrote into an assertion while it was being reversed and may have come too late to be seen: his rows are
 * undone too.
 */
export async function undoIfReversed(registry: Registry, { assertionId }: BulkAssertion): Promise<void> {
  const { document } = entityNow(registry, 'BULK_ASSERTION', assertionId);
  if (document.reversedBy !== undefined) await goThrough(registry, document, Number.POSITIVE_INFINITY, written);
}

interface Pass {
  readonly complete: boolean;
  readonly tally: ReversalTally;
  readonly left: readonly LeftNumber[];
}

/** What becomes of numbers; each with its first entry in the assertion. */
type Undo = (registry: Registry, assertion: BulkAssertion, firsts: Firsts) => Promise<readonly Undoing[]>;
type Firsts = ReadonlyMap<PhoneNumber, Position>;

async function goThrough(registry: Registry, assertion: BulkAssertion, entriesMax: number, undo: Undo): Promise<Pass> {
  const seen = new Set<PhoneNumber>();
  const tally = { undone: 0, ended: 0, kept: 0 };
  const left: LeftNumber[] = [];
  let entries = 0;
  for await (const page of pagesOfAssertion(registry, assertion.assertionId)) {
    if (entries >= entriesMax) return { complete: false, tally, left };
    entries += pageEntries;
    const firsts = new Map<PhoneNumber, Position>();
    for (const entry of page) {
      if (!('number' in entry) || seen.has(entry.number)) continue;
      seen.add(entry.number);
      firsts.set(entry.number, entry.position);
    }
    for (const { number, outcome, later } of await undo(registry, assertion, firsts)) {
      tally[tallyOf[outcome]] += 1;
      if (outcome !== 'UNDONE' && left.length < leftMax) {
        left.push({ phoneNumber: maskPhoneNumber(number), outcome, later: later ?? 'CARRIER' });
      }
    }
  }
  return { complete: true, tally, left };
}

const tallyOf = { UNDONE: 'undone', ENDED: 'ended', KEPT: 'kept' } as const satisfies Record<
  Undoing['outcome'],
  keyof ReversalTally
>;

const previewed: Undo = async (registry, assertion, firsts) => {
  await nextTurn();
  const undoings: Undoing[] = [];
  for (const [number, first] of firsts) {
    undoings.push(await undoingOf(registry, assertion, number, first, await registry.shard.number(number)));
  }
  return undoings;
};

/** Fault ABORTED where a number is being changed all the time: the assertion stays `REVERSING`. */
const written: Undo = async (registry, assertion, firsts) => {
  const { reversedBy: actor = 'operator' } = assertion;
  const wayIn = actor.startsWith('organisation:') ? 'API' : 'CLI';
  const undoings = new Map<PhoneNumber, Undoing>();
  const asks = [...firsts].map(
    ([number, first]): NumberAsk => ({
      number,
      async draftOf(present) {
        const undoing = await undoingOf(registry, assertion, number, first, present);
        undoings.set(number, undoing);
        if (undoing.event === undefined) return undefined;
        return { event: undoing.event, actor, wayIn, proof: 'NONE' };
      },
    }),
  );
  const failed = (await changeNumbers(registry, asks)).find((result) => result instanceof Fault);
  if (failed !== undefined) throw failed;
  return [...undoings.values()];
};
