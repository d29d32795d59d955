import type { BulkAssertion } from '../../core/bulk-assertion.ts';
import { assertionOf, type NumberEvent, type Position } from '../../core/change.ts';
import type { PendingAssertion } from '../../core/pending-assertion.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import type { NumberAt } from '../../lookup/shard.ts';
import type { LogEntry } from '../../storage/store.ts';
import { entriesOfNumber } from '../numbers/entries-of-number.ts';
import type { Registry } from '../registry.ts';

/** Who did what came later. */
export type Later = 'SUBSCRIBER' | 'CARRIER' | 'OPERATOR';

/** What the reversal of an assertion comes to at one number. */
export interface Undoing {
  readonly number: PhoneNumber;
  /** `UNDONE`: as it was. `ENDED`: its waiting part never takes effect. `KEPT`: something came later, nothing waited. */
  readonly outcome: 'UNDONE' | 'ENDED' | 'KEPT';
  /** Of `ENDED` and `KEPT`. */
  readonly later?: Later;
  /** What has to be written; absent: nothing, it is done. */
  readonly event?: NumberEvent;
}

/** In view of how the number stands; `first` is its first entry in the assertion. */
export async function undoingOf(
  registry: Registry,
  { assertionId }: BulkAssertion,
  number: PhoneNumber,
  first: Position,
  { record }: NumberAt,
): Promise<Undoing> {
  const { run, later, remains, hasEnded } = await standingSince(registry, assertionId, number, first);
  const isWaiting = record.detail.pending?.assertionId === assertionId;
  if (run !== undefined) {
    const event = await restorationOf(registry, assertionId, number, run);
    return remains === undefined
      ? { number, outcome: 'UNDONE', event }
      : { number, outcome: 'ENDED', later: remains, event };
  }
  if (later === undefined) return { number, outcome: 'UNDONE' };
  if (isWaiting) return { number, outcome: 'ENDED', later, event: { kind: 'ASSERTION_ENDED', assertionId } };
  return { number, outcome: hasEnded ? 'ENDED' : 'KEPT', later };
}

interface StandingSince {
  /** First of the assertion's entries after which nothing else came; undefined: something did, or none stands. */
  readonly run: Position | undefined;
  /** Who did the last thing, where that was not the assertion and one of its entries stands. */
  readonly later: Later | undefined;
  /** Who came between, where one of its entries stands below the run. */
  readonly remains: Later | undefined;
  readonly hasEnded: boolean;
}

async function standingSince(
  registry: Registry,
  assertionId: string,
  number: PhoneNumber,
  first: Position,
): Promise<StandingSince> {
  let run: Position | undefined;
  let between: LogEntry | undefined;
  let stands = false;
  let hasEnded = false;
  for await (const { entry, isVoid } of entriesOfNumber(registry, number)) {
    if (entry.position < first) break;
    if (isVoid || !('number' in entry) || entry.event.kind === 'NUMBER_RESTORED') continue;
    const isOwn = assertionOf(entry.event) === assertionId;
    if (entry.event.kind === 'ASSERTION_ENDED') hasEnded ||= isOwn;
    else if (!isOwn) between ??= entry;
    else if (between === undefined) run = entry.position;
    else stands = true;
  }
  const other = stands && between !== undefined ? laterOf(between) : undefined;
  return {
    run,
    later: run === undefined ? other : undefined,
    remains: run === undefined ? undefined : other,
    hasEnded,
  };
}

function laterOf({ actor }: LogEntry): Later {
  if (actor === 'subscriber') return 'SUBSCRIBER';
  return actor.startsWith('organisation:') ? 'CARRIER' : 'OPERATOR';
}

async function restorationOf(
  registry: Registry,
  assertionId: string,
  number: PhoneNumber,
  undoes: Position,
): Promise<NumberEvent> {
  const { state, detail } = await registry.shard.numberBefore(number, undoes);
  const { preferences, service } = state;
  const { permissions, tenures, pending } = detail;
  const waits = pending !== undefined && isPending(registry, pending);
  return {
    kind: 'NUMBER_RESTORED',
    assertionId,
    undoes,
    preferences,
    service,
    permissions,
    tenures,
    ...(waits ? { pending } : {}),
  };
}

/** What another assertion left waiting goes on waiting only while that one does; else the strict part stays. */
function isPending({ store }: Registry, { assertionId }: PendingAssertion): boolean {
  return store.entity('BULK_ASSERTION', assertionId)?.document.status === 'PENDING';
}
