import { Fault } from '../../core/fault.ts';
import type { Shard } from '../../lookup/shard.ts';
import type { ExportedLog } from '../../storage/moving/exported-log.ts';
import type { Answered, AskShard, Given, ShardCall, Told } from './shard-calls.ts';

const retryAfterSec = 1;

/** The shard that another object keeps, whose log has this name. Where it cannot be had: Fault UNAVAILABLE. */
export function calledShard(logId: string, ask: AskShard): Shard {
  const called =
    <Name extends ShardCall>(name: Name) =>
    async (...given: Given<Name>): Promise<Answered<Name>> =>
      answerIn(await ask(name, given).catch(notHad));
  return {
    logIdOf: () => logId,
    logs: [
      {
        logId,
        head: called('head'),
        tail: called('tail'),
        tallies: called('tallies'),
        entriesOfAssertion: called('entriesOfAssertion'),
      },
    ],
    standings: called('standings'),
    states: called('states'),
    number: called('number'),
    history: called('history'),
    numberBefore: called('numberBefore'),
    change: called('change'),
    block: called('block'),
    importBlock: called('importBlock'),
  };
}

/** The log of that object as an export takes it: the object makes the parts. */
export function calledExport(logId: string, ask: AskShard): ExportedLog {
  return { logId, nextPart: async (before) => answerIn(await ask('nextPart', [before]).catch(notHad)) };
}

export function notHad(cause: unknown): never {
  throw new Fault('UNAVAILABLE', 'where these numbers are kept cannot be reached', { retryAfterSec, cause });
}

/** What was told, or the failure. */
export function answerIn<T>(told: Told<T>): T {
  if ('value' in told) return told.value;
  if ('defect' in told) return notHad(new Error(told.defect));
  const { code, message, ...detail } = told.fault;
  throw new Fault(code, message, Object.fromEntries(Object.entries(detail).filter(([, value]) => value !== undefined)));
}
