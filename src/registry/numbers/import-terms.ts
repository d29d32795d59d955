import { Fault } from '../../core/fault.ts';
import { inPlan } from '../../core/numbering-plan.ts';
import { type Block, numberAt } from '../../core/phone-number.ts';
import type { Preferences } from '../../core/preferences.ts';
import { preferencesFault } from '../../core/preferences-check.ts';
import type { Actor } from '../access/actor.ts';
import type { Registry } from '../registry.ts';
import { listOf, type NumbersOfBlock } from './listed-numbers.ts';

export interface ImportNumbersInput {
  /**
   * The same batch twice changes nothing: an import that broke off is simply run again. `LIST:NAME` makes it a part
   * of a list that comes again and again; only such a batch withdraws numbers.
   */
  readonly batchId: string;
  readonly blocks: Iterable<NumbersOfBlock> | AsyncIterable<NumbersOfBlock>;
  /** Told after each block what has been done so far. */
  readonly onProgress?: ((counts: ImportCounts) => void) | undefined;
}

/**
 * `registered`: new, once more, or otherwise than the same list had it before. `kept`: left as they were, since
 * something else is on record, the list had not brought what stands, or the batch was imported before.
 */
export interface ImportCounts {
  readonly registered: number;
  readonly withdrawn: number;
  readonly kept: number;
}

export const batchIdPattern = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/;

/** What became of one block; the rest of its rows was kept. */
export type Changed = Pick<ImportCounts, 'registered' | 'withdrawn'>;

export const noChange: Changed = { registered: 0, withdrawn: 0 };

export function rowsOf({ groups, withdrawn }: NumbersOfBlock): number {
  return groups.reduce((sum, { offsets }) => sum + offsets.length, withdrawn?.length ?? 0);
}

export interface ImportTally {
  readonly counts: ImportCounts;
  /** Rows of the block that did not change were kept. */
  add(numbers: NumbersOfBlock, changed: Changed): void;
}

/** Adds up what became of blocks, and tells of it after each. */
export function importTally({ onProgress }: ImportNumbersInput): ImportTally {
  const counts = { registered: 0, withdrawn: 0, kept: 0 };
  return {
    counts,
    add(numbers, { registered, withdrawn }) {
      counts.registered += registered;
      counts.withdrawn += withdrawn;
      counts.kept += rowsOf(numbers) - registered - withdrawn;
      onProgress?.({ ...counts });
    },
  };
}

/** Lists are the operator's own, and come with a name that can be read. */
export function requireImporter(actor: Actor, batchId: string): void {
  if (actor.kind !== 'CONSOLE') {
    throw new Fault('PERMISSION_DENIED', 'numbers are imported by the operator at the console');
  }
  if (batchIdPattern.test(batchId)) return;
  throw new Fault('INVALID_ARGUMENT', 'not a name of a batch', { field: 'batchId', limit: batchIdPattern.source });
}

/** No batch id holds a slash, so that none is the beginning of another's key. */
export function finishedKey(batchId: string): string {
  return `IMPORT/${batchId}/FINISHED`;
}

export function isFinished({ store }: Registry, batchId: string): boolean {
  return store.counts(finishedKey(batchId), 1).length > 0;
}

/** Refuses what the policy has no meaning for, and numbers that are not its country's. */
export function blockChecker({ policy }: Registry, batchId: string): (numbers: NumbersOfBlock) => void {
  const checked = new WeakSet<Preferences>();
  const requirePlan = (block: Block, offsets: Uint16Array): void => {
    if (offsets.every((offset) => inPlan(policy, numberAt(block, offset)))) return;
    throw new Fault('SERVICE_NOT_APPLICABLE', 'a number is outside the numbering plan of this registry', {
      limit: `numbers of ${policy.jurisdiction}`,
    });
  };
  return ({ block, groups, withdrawn = new Uint16Array(0) }) => {
    for (const { preferences, offsets } of groups) {
      const fault = checked.has(preferences) ? undefined : preferencesFault(policy, preferences);
      if (fault !== undefined) {
        const { message, field, ...part } = fault;
        throw new Fault('INVALID_ARGUMENT', message, { ...part, field: `preferences.${field}` });
      }
      checked.add(preferences);
      requirePlan(block, offsets);
    }
    if (withdrawn.length > 0 && listOf(batchId) === undefined) {
      throw new Fault('INVALID_ARGUMENT', 'only a batch of a list withdraws numbers', {
        field: 'batchId',
        limit: 'LIST:NAME',
      });
    }
    requirePlan(block, withdrawn);
  };
}
