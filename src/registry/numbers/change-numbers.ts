import type { NumberChange, NumberEvent, Position } from '../../core/change.ts';
import { Fault } from '../../core/fault.ts';
import { applyNumberEvent, type NumberRecord } from '../../core/number-record.ts';
import type { PendingAssertion } from '../../core/pending-assertion.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import { nextTurn } from '../../lookup/next-turn.ts';
import type { NumberAt } from '../../lookup/shard.ts';
import type { AppendResult } from '../../storage/store.ts';
import type { SubscriberActor } from '../access/actor.ts';
import type { Registry } from '../registry.ts';
import { presentTenure } from './present-tenure.ts';

/** A change that is still to learn which position it follows. */
export type NumberDraft = Pick<NumberChange, 'event' | 'actor' | 'agent' | 'wayIn' | 'proof'>;

/** A change asked for. */
export interface NumberAsk {
  readonly number: PhoneNumber;
  /** How the number stood a moment ago, for the first try; it is looked at where absent. */
  readonly present?: NumberAt | undefined;
  /**
   * What to write in view of how the number stands; undefined: nothing, it stands that way already. Asked again,
   * at most twice, where somebody else was quicker. A fault it throws refuses this change alone. `WAITS`: nothing
   * either, since the same waits already.
   */
  draftOf(present: NumberAt): Draft | Promise<Draft>;
}

export type Draft = NumberDraft | 'WAITS' | undefined;

/** What a number's record and last position are now. `changed`: by this ask. */
export interface NumberNow {
  readonly record: NumberRecord;
  readonly position: Position;
  readonly changed: boolean;
  /** What was asked and does not bind yet, or not wholly. */
  readonly waits?: PendingAssertion;
}

/** What a subscriber does himself. */
export function ownDraft({ wayIn, proof }: SubscriberActor, event: NumberEvent): NumberDraft {
  return { event, actor: 'subscriber', wayIn, proof };
}

/**
 * Makes a change that a holder asks for himself. Fault UNAUTHENTICATED where his tenure has ended meanwhile, also
 * where nothing would change: how the number stands now is no business of his. Else as `changeNumber`.
 */
export function changeOwnNumber(
  registry: Registry,
  { number, tenure, seen }: SubscriberActor,
  draftOf: NumberAsk['draftOf'],
): Promise<NumberNow> {
  const ownDraftOf = (present: NumberAt) => {
    if (presentTenure(present.record) !== tenure) throw tenureEnded;
    return draftOf(present);
  };
  return changeNumber(registry, number, ownDraftOf, seen?.at === registry.now() ? seen.present : undefined);
}

const tenureEnded = new Fault('UNAUTHENTICATED', 'the number has another holder now, or none', {
  field: 'header:Authorization',
});

/** Makes one change. Fault ABORTED where others were quicker three times. */
export async function changeNumber(
  registry: Registry,
  number: PhoneNumber,
  draftOf: NumberAsk['draftOf'],
  present?: NumberAt,
): Promise<NumberNow> {
  const [result] = await changeNumbers(registry, [{ number, draftOf, present }]);
  if (result === undefined || result instanceof Fault) throw result ?? overtaken;
  return result;
}

/**
 * Makes many changes, in order, each for itself: one result an ask. Others have their turn every `chunkAsks`. Fault
 * UNAVAILABLE where the log cannot be written; what stood in earlier chunks is then done.
 */
export async function changeNumbers(
  registry: Registry,
  asks: readonly (NumberAsk | Fault)[],
): Promise<readonly (NumberNow | Fault)[]> {
  const arrivedMs = performance.now();
  const results: (NumberNow | Fault)[] = [];
  for (const chunk of chunksOf(asks)) {
    if (results.length > 0) await nextTurn();
    results.push(
      ...(await changeChunk(registry, chunk, arrivedMs).catch((error: unknown) => failedAfter(results.length, error))),
    );
  }
  return results;
}

/** The storage speaks of what it was given last; whoever asked has to know of the rows before. */
function failedAfter(done: number, error: unknown): never {
  if (!(error instanceof Fault) || error.code !== 'UNAVAILABLE' || done === 0) throw error;
  const { message, retryAfterSec = 1, cause } = error;
  throw new Fault('UNAVAILABLE', `The first ${done} rows are done. Of the next: ${message}`, { retryAfterSec, cause });
}

const chunkAsks = 128;
const attemptsMax = 3;

/** No number twice in one chunk: the second ask has to see what the first one did. */
function chunksOf(asks: readonly (NumberAsk | Fault)[]): (NumberAsk | Fault)[][] {
  const chunks: (NumberAsk | Fault)[][] = [];
  let chunk: (NumberAsk | Fault)[] = [];
  const numbers = new Set<PhoneNumber>();
  for (const ask of asks) {
    const again = !(ask instanceof Fault) && numbers.has(ask.number);
    if (again || chunk.length === chunkAsks) {
      chunks.push(chunk);
      chunk = [];
      numbers.clear();
    }
    chunk.push(ask);
    if (!(ask instanceof Fault)) numbers.add(ask.number);
  }
  return [...chunks, chunk];
}

async function changeChunk(
  registry: Registry,
  asks: readonly (NumberAsk | Fault)[],
  arrivedMs: number,
): Promise<(NumberNow | Fault)[]> {
  const results: (NumberNow | Fault)[] = asks.map((ask) => (ask instanceof Fault ? ask : overtaken));
  for (let attempt = 0; attempt < attemptsMax && results.includes(overtaken); attempt++) {
    const written: { readonly index: number; readonly change: NumberChange; readonly record: NumberRecord }[] = [];
    for (const [index, ask] of asks.entries()) {
      if (results[index] !== overtaken || ask instanceof Fault) continue;
      const prepared = await preparedOf(registry, attempt === 0 ? ask : { ...ask, present: undefined });
      if ('change' in prepared) written.push({ index, ...prepared });
      else results[index] = prepared;
    }
    const outcomes = written.length === 0 ? [] : await registry.shard.change(written.map(({ change }) => change));
    countPropagation(registry, outcomes, arrivedMs);
    for (const [place, outcome] of outcomes.entries()) {
      const item = written[place];
      if (item === undefined || outcome.status === 'CONFLICT') continue;
      const { position } = outcome;
      const record = applyNumberEvent(item.record, item.change.event, item.change.at, position);
      const { pending } = record.detail;
      const isWaiting = item.change.event.kind === 'ASSERTION_WAITS' && pending !== undefined;
      results[item.index] = { record, position, changed: true, ...(isWaiting ? { waits: pending } : {}) };
    }
  }
  return results;
}

/** What the store has acknowledged binds the next question, whoever answers it. */
function countPropagation({ counts }: Registry, outcomes: readonly AppendResult[], arrivedMs: number): void {
  const made = outcomes.filter(({ status }) => status === 'APPENDED').length;
  if (made > 0) counts.took('PROPAGATION', performance.now() - arrivedMs, made);
}

const overtaken = new Fault('ABORTED', 'the number was changed by others meanwhile; try again', { retryAfterSec: 1 });

async function preparedOf(
  registry: Registry,
  { number, present: seen, draftOf }: NumberAsk,
): Promise<NumberNow | Fault | { readonly change: NumberChange; readonly record: NumberRecord }> {
  const present = seen ?? (await registry.shard.number(number));
  const { record, follows } = present;
  try {
    const draft = await draftOf(present);
    if (draft === undefined) return { record, position: follows, changed: false };
    if (draft === 'WAITS') {
      const { pending } = record.detail;
      return { record, position: follows, changed: false, ...(pending === undefined ? {} : { waits: pending }) };
    }
    return { change: { ...draft, number, follows, at: registry.now() }, record };
  } catch (error) {
    if (error instanceof Fault && error.code !== 'UNAVAILABLE') return error;
    throw error;
  }
}
