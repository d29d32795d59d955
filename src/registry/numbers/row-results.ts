import type { Position } from '../../core/change.ts';
import { Fault, type FaultCode } from '../../core/fault.ts';
import type { PendingAssertion } from '../../core/pending-assertion.ts';
import { nextTurn } from '../../lookup/next-turn.ts';
import type { Registry } from '../registry.ts';
import { changeNumbers, type NumberAsk } from './change-numbers.ts';

/**
 * What became of one row of a request with many. `UNCHANGED`: it stood that way already. `PENDING`: what refuses binds,
 * the rest waits. With `waits`, what was asked takes effect then, unless its bulk assertion is reversed.
 */
export type RowResult<Done extends string> = { readonly index: number; readonly reference?: string } & (
  | {
      readonly status: Done | 'PENDING' | 'UNCHANGED';
      /** Of the number's log. */
      readonly logId: string;
      readonly position: Position;
      readonly waits?: Pick<PendingAssertion, 'assertionId' | 'waitsUntil'>;
    }
  | { readonly status: 'REJECTED'; readonly code: FaultCode; readonly field?: string; readonly message: string }
);

export interface RowResults<Done extends string> {
  /** One for each row, in order. */
  readonly results: readonly RowResult<Done>[];
  /** `count` is the sum of the others. */
  readonly summary: {
    readonly count: number;
    readonly done: number;
    readonly pending: number;
    readonly unchanged: number;
    readonly rejected: number;
  };
}

interface Row {
  readonly reference?: string | undefined;
}

/**
 * Does what each row asks, each for itself: a row that throws a fault while it is read or written is REJECTED, the
 * others go on. Fault UNAVAILABLE fails the whole: earlier rows may then be done, and a repetition finds them UNCHANGED.
 */
export async function changeByRows<Done extends string, R extends Row>(
  registry: Registry,
  done: Done,
  rows: readonly R[],
  askOf: (row: R) => NumberAsk,
): Promise<RowResults<Done>> {
  const asks: (NumberAsk | Fault)[] = [];
  for (const [index, row] of rows.entries()) {
    if (index % rowsPerTurn === rowsPerTurn - 1) await nextTurn();
    asks.push(askOrFault(row, askOf));
  }
  const outcomes = await changeNumbers(registry, asks);
  const { logIdOf } = registry.shard;
  const tally = { done: 0, pending: 0, unchanged: 0, rejected: 0 };
  const results = outcomes.map((outcome, index): RowResult<Done> => {
    const reference = rows[index]?.reference;
    const place = reference === undefined ? { index } : { index, reference };
    if (outcome instanceof Fault) {
      tally.rejected += 1;
      const { code, message, field } = outcome;
      return { ...place, status: 'REJECTED', code, message, ...(field === undefined ? {} : { field }) };
    }
    const { changed, position, waits } = outcome;
    const logId = logIdOf((asks[index] as NumberAsk).number);
    if (!changed) {
      tally.unchanged += 1;
      return { ...place, status: 'UNCHANGED', logId, position, ...waitsOf(waits) };
    }
    tally[waits === undefined ? 'done' : 'pending'] += 1;
    return { ...place, status: waits === undefined ? done : 'PENDING', logId, position, ...waitsOf(waits) };
  });
  return { results, summary: { count: results.length, ...tally } };
}

function waitsOf(waits: PendingAssertion | undefined) {
  return waits === undefined ? {} : { waits: { assertionId: waits.assertionId, waitsUntil: waits.waitsUntil } };
}

/** Some 5 µs each. */
const rowsPerTurn = 256;

function askOrFault<R>(row: R, askOf: (row: R) => NumberAsk): NumberAsk | Fault {
  try {
    return askOf(row);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}
