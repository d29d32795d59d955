import { Fault } from '../../core/fault.ts';
import { secondMs } from '../../core/time.ts';
import type { Actor } from '../access/actor.ts';
import { actorName } from '../access/permission.ts';
import type { Registry } from '../registry.ts';
import {
  blockChecker,
  type Changed,
  finishedKey,
  type ImportCounts,
  type ImportNumbersInput,
  importTally,
  isFinished,
  noChange,
  requireImporter,
  rowsOf,
} from './import-terms.ts';
import { ImportsInFlight } from './imports-in-flight.ts';
import { changeListed, type NumbersOfBlock, rowsThatDiffer, standingNow } from './listed-numbers.ts';

/**
 * Registers numbers in bulk, for the operator alone; who has said anything himself, or had a carrier say it, keeps it.
 * What a list brought and nobody has chosen since, a later batch of the same list changes or withdraws; consents and
 * refusals of senders stay. A withdrawn number that any list names again is registered again; one that two lists name
 * is the first one's, for what is kept leaves no trace. Each block is durable
 * for itself: where the import fails, what was counted is done. A finished batch is noted, and does nothing ever
 * after. Faults: PERMISSION_DENIED, INVALID_ARGUMENT, SERVICE_NOT_APPLICABLE for a number outside the plan, ABORTED,
 * UNAVAILABLE.
 */
export async function importNumbers(
  registry: Registry,
  actor: Actor,
  input: ImportNumbersInput,
): Promise<ImportCounts> {
  const { batchId, blocks } = input;
  requireImporter(actor, batchId);
  const finished = isFinished(registry, batchId);
  const check = blockChecker(registry, batchId);
  const tally = importTally(input);
  const inFlight = new ImportsInFlight();
  const importOne = async (numbers: NumbersOfBlock): Promise<void> =>
    tally.add(numbers, finished ? noChange : await importBlock(registry, actor, batchId, numbers));
  for await (const numbers of blocks) {
    check(numbers);
    await inFlight.add(rowsOf(numbers), () => importOne(numbers));
  }
  await inFlight.done();
  if (!finished) await untilTaken(() => registry.store.addCounts([{ key: finishedKey(batchId), count: 1 }]));
  return tally.counts;
}

const attemptsMax = 5;

/** New numbers all in one entry; then, one by one, those that have entries of their own. */
async function importBlock(
  registry: Registry,
  actor: Actor,
  batchId: string,
  numbers: NumbersOfBlock,
): Promise<Changed> {
  const { shard, now } = registry;
  const { block, groups } = numbers;
  const { registered } = await untilTaken(() =>
    shard.importBlock({ block, groups, batchId, at: now(), actor: actorName(actor) }),
  );
  if (registered === rowsOf(numbers)) return { registered, withdrawn: 0 };
  const differing = rowsThatDiffer(batchId, numbers, await untilTaken(() => standingNow(registry, block)));
  if (differing.length === 0) return { registered, withdrawn: 0 };
  const changed = await untilTaken(() => changeListed(registry, actor, batchId, differing));
  const withdrawn = changed.filter(({ preferences }) => preferences === undefined).length;
  return { registered: registered + changed.length - withdrawn, withdrawn };
}

/** Tried again where the store has too much to do: the same batch and block twice has no effect. */
async function untilTaken<T>(write: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write();
    } catch (error) {
      if (attempt === attemptsMax || !(error instanceof Fault && error.code === 'UNAVAILABLE')) throw error;
      const { retryAfterSec = 0 } = error;
      await new Promise<void>((resolve) => setTimeout(resolve, retryAfterSec * secondMs));
    }
  }
}
