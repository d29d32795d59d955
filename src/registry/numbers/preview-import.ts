import { offsetInBlock } from '../../core/phone-number.ts';
import { nextTurn } from '../../lookup/next-turn.ts';
import type { Actor } from '../access/actor.ts';
import type { Registry } from '../registry.ts';
import {
  blockChecker,
  type Changed,
  type ImportCounts,
  type ImportNumbersInput,
  importTally,
  isFinished,
  noChange,
  requireImporter,
} from './import-terms.ts';
import { changesByList, type NumbersOfBlock, rowsThatDiffer, standingNow } from './listed-numbers.ts';

/**
 * What an import would do, from what stands on record: nothing is written. A number whose holder made choices and
 * took all of them back may count as to be registered here, and is kept by the import.
 */
export async function previewImport(
  registry: Registry,
  actor: Actor,
  input: ImportNumbersInput,
): Promise<ImportCounts> {
  const { batchId, blocks } = input;
  requireImporter(actor, batchId);
  const finished = isFinished(registry, batchId);
  const check = blockChecker(registry, batchId);
  const tally = importTally(input);
  let seen = 0;
  for await (const numbers of blocks) {
    check(numbers);
    tally.add(numbers, finished ? noChange : await foreseen(registry, batchId, numbers));
    seen += 1;
    if (seen % blocksPerTurn === 0) await nextTurn();
  }
  return tally.counts;
}

const blocksPerTurn = 64;

async function foreseen(registry: Registry, batchId: string, numbers: NumbersOfBlock): Promise<Changed> {
  const stateAt = await standingNow(registry, numbers.block);
  const counts = { registered: 0, withdrawn: 0 };
  for (const { offsets } of numbers.groups) {
    counts.registered += offsets.filter((offset) => stateAt(offset) === undefined).length;
  }
  for (const listed of rowsThatDiffer(batchId, numbers, stateAt)) {
    const state = stateAt(offsetInBlock(listed.number));
    if (state === undefined) continue;
    const { preferences } = state;
    if (!(await changesByList(registry, batchId, listed, preferences))) continue;
    counts[listed.preferences === undefined ? 'withdrawn' : 'registered'] += 1;
  }
  return counts;
}
