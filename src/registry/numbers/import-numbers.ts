import { Fault } from '../../core/fault.ts';
import { inPlan } from '../../core/numbering-plan.ts';
import { type Block, numberAt } from '../../core/phone-number.ts';
import type { Preferences } from '../../core/preferences.ts';
import { preferencesFault } from '../../core/preferences-check.ts';
import { secondMs } from '../../core/time.ts';
import { nextTurn } from '../../lookup/next-turn.ts';
import { decodeBlockImage, emptyBlock } from '../../storage/block-image.ts';
import type { BlockImport, BlockImportResult } from '../../storage/store.ts';
import type { Actor } from '../access/actor.ts';
import { actorName } from '../access/permission.ts';
import type { Registry } from '../registry.ts';

/** Numbers of one block to register; no block comes twice in one import. */
export type NumbersOfBlock = Pick<BlockImport, 'block' | 'groups'>;

export interface ImportNumbersInput {
  /** The same batch twice changes nothing: an import that broke off is simply run again. */
  readonly batchId: string;
  readonly blocks: Iterable<NumbersOfBlock> | AsyncIterable<NumbersOfBlock>;
  /** Told after each block what has been done so far. */
  readonly onProgress?: ((counts: ImportCounts) => void) | undefined;
}

/** `kept`: numbers left as they were, since something is on record of them or the batch was imported before. */
export interface ImportCounts {
  readonly registered: number;
  readonly kept: number;
}

export type ImportRegistry = Pick<Registry, 'store' | 'policy' | 'now'>;

export const batchIdPattern = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/;

/** So many blocks are hashed and written at once: the writer commits them in groups, and others have their turn. */
const blocksInFlight = 8;

/**
 * Registers numbers in bulk, for the operator alone; who has said anything himself keeps it. Each block is durable
 * for itself: where the import fails, what was counted is done. Faults: PERMISSION_DENIED, INVALID_ARGUMENT,
 * SERVICE_NOT_APPLICABLE for a number outside the plan, UNAVAILABLE.
 */
export async function importNumbers(
  registry: ImportRegistry,
  actor: Actor,
  { batchId, blocks, onProgress }: ImportNumbersInput,
): Promise<ImportCounts> {
  requireConsole(actor);
  if (!batchIdPattern.test(batchId)) {
    throw new Fault('INVALID_ARGUMENT', 'not a name of a batch', { field: 'batchId', limit: batchIdPattern.source });
  }
  const counts = { registered: 0, kept: 0 };
  const check = checker(registry);
  const inFlight = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const importOne = async (numbers: NumbersOfBlock): Promise<void> => {
    const { registered, kept } = await importBlock(registry, actor, batchId, numbers);
    counts.registered += registered;
    counts.kept += kept;
    onProgress?.({ ...counts });
  };
  for await (const numbers of blocks) {
    check(numbers);
    const done: Promise<void> = importOne(numbers)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => inFlight.delete(done));
    inFlight.add(done);
    if (inFlight.size >= blocksInFlight) await Promise.race(inFlight);
    if (failures.length > 0) break;
  }
  await Promise.all(inFlight);
  if (failures.length > 0) throw failures[0];
  return counts;
}

/**
 * What an import would do, from what stands on record: nothing is written. A number whose holder made choices and
 * took all of them back counts as to be registered here, and is kept by the import.
 */
export async function previewImport(
  registry: ImportRegistry,
  actor: Actor,
  { blocks, onProgress }: Omit<ImportNumbersInput, 'batchId'>,
): Promise<ImportCounts> {
  requireConsole(actor);
  const counts = { registered: 0, kept: 0 };
  const check = checker(registry);
  let seen = 0;
  for await (const numbers of blocks) {
    check(numbers);
    const isKnown = knownIn(registry, numbers.block);
    for (const { offsets } of numbers.groups) {
      for (const offset of offsets) counts[isKnown(offset) ? 'kept' : 'registered'] += 1;
    }
    onProgress?.({ ...counts });
    seen += 1;
    if (seen % blocksPerTurn === 0) await nextTurn();
  }
  return counts;
}

const blocksPerTurn = 64;
const attemptsMax = 5;

function requireConsole(actor: Actor): void {
  if (actor.kind === 'CONSOLE') return;
  throw new Fault('PERMISSION_DENIED', 'numbers are imported by the operator at the console');
}

/** Refuses what the policy has no meaning for, and numbers that are not its country's. */
function checker({ policy }: ImportRegistry): (numbers: NumbersOfBlock) => void {
  const checked = new WeakSet<Preferences>();
  return ({ block, groups }) => {
    for (const { preferences, offsets } of groups) {
      const fault = checked.has(preferences) ? undefined : preferencesFault(policy, preferences);
      if (fault !== undefined) {
        throw new Fault('INVALID_ARGUMENT', fault.message, { field: `preferences.${fault.field}` });
      }
      checked.add(preferences);
      if (offsets.every((offset) => inPlan(policy, numberAt(block, offset)))) continue;
      throw new Fault('SERVICE_NOT_APPLICABLE', 'a number is outside the numbering plan of this registry', {
        limit: `numbers of ${policy.jurisdiction}`,
      });
    }
  };
}

/** Tried again where the store has too much to do: the same batch and block twice has no effect. */
async function importBlock(
  { store, now }: ImportRegistry,
  actor: Actor,
  batchId: string,
  numbers: NumbersOfBlock,
): Promise<BlockImportResult> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await store.importBlock({ ...numbers, batchId, at: now(), actor: actorName(actor) });
    } catch (error) {
      if (attempt === attemptsMax || !(error instanceof Fault && error.code === 'UNAVAILABLE')) throw error;
      const { retryAfterSec = 0 } = error;
      await new Promise<void>((resolve) => setTimeout(resolve, retryAfterSec * secondMs));
    }
  }
}

function knownIn({ store }: ImportRegistry, block: Block): (offset: number) => boolean {
  const { image, recent } = store.blockRows(block);
  const states = image === undefined ? emptyBlock() : decodeBlockImage(image);
  const changed = new Set(recent.map(({ offset }) => offset));
  return (offset) => changed.has(offset) || states.stateAt(offset) !== 0;
}
