import { Fault } from '../../core/fault.ts';
import type { NumberLog } from '../../lookup/number-log.ts';
import type { ListStates, Shard } from '../../lookup/shard.ts';
import type { ExportedLog } from '../../storage/moving/exported-log.ts';
import type { AskShard, Told, ToldFault } from './shard-calls.ts';

/** Answers for the one log of a shard that is here, and its parts. `report` is told of what is no expected failure. */
export function servedShard(shard: Shard, exported: ExportedLog, report: (error: unknown) => void): AskShard {
  const [log] = shard.logs as readonly [NumberLog];
  const answers = {
    standings: shard.standings,
    states: async (...given: Parameters<Shard['states']>) => plainStates(await shard.states(...given)),
    number: shard.number,
    history: shard.history,
    numberBefore: shard.numberBefore,
    change: shard.change,
    block: shard.block,
    importBlock: shard.importBlock,
    head: log.head,
    tail: log.tail,
    tallies: log.tallies,
    entriesOfAssertion: log.entriesOfAssertion,
    nextPart: exported.nextPart,
  };
  return async (name, given) => {
    try {
      const answer = answers[name] as (...given: readonly unknown[]) => unknown;
      return { value: await answer(...given) } as Told<never>;
    } catch (error) {
      return toldFailure(error, report);
    }
  };
}

/** A failure as it crosses from one object to another. */
export function toldFailure(
  error: unknown,
  report: (error: unknown) => void,
): { readonly fault: ToldFault } | { readonly defect: string } {
  if (!(error instanceof Fault)) {
    report(error);
    return { defect: 'an object of numbers failed' };
  }
  if (error.cause !== undefined) report(error);
  const { code, message, field, limit, retryAfterSec } = error;
  return { fault: { code, message, field, limit, retryAfterSec } };
}

/** Without the class that made them. */
function plainStates({ heads, stateIds, states }: ListStates): ListStates {
  return { heads, stateIds, states };
}
