import { Fault } from '../../core/fault.ts';
import { shardLogId } from '../../core/log-layout.ts';
import { nodeSha256 } from '../../runtime/node-signer.ts';
import { openDurableTarget } from '../../storage/durable/durable-moving.ts';
import type { DurableStorage } from '../../storage/durable/durable-storage.ts';
import type { ReachedTarget } from '../../storage/moving/moved-log.ts';
import { answerIn, notHad } from './called-shard.ts';
import { toldFailure } from './served-shard.ts';
import type { Told } from './shard-calls.ts';
import type { ShardPlace } from './shard-place.ts';

export type TakingCall = keyof ReachedTarget;
export type TakingGiven<Name extends TakingCall> = Parameters<ReachedTarget[Name]>;
export type TakingAnswer<Name extends TakingCall> = Awaited<ReturnType<ReachedTarget[Name]>>;

/** Asks an object of numbers that takes its log in. Rejects where it cannot be had. */
export type AskTarget = <Name extends TakingCall>(
  name: Name,
  given: TakingGiven<Name>,
) => Promise<Told<TakingAnswer<Name>>>;

/** Takes the log of a place into the storage of its object. `report` is told of what is no expected failure. */
export function servedTarget(
  { place }: ShardPlace,
  storage: DurableStorage,
  report: (error: unknown) => void,
): AskTarget {
  const target = openDurableTarget(storage, { sha256: nodeSha256 });
  const own: ReachedTarget = {
    ...target,
    async begin(given) {
      if (given.log.logId === shardLogId(place)) return target.begin(given);
      throw new Fault('INVALID_ARGUMENT', 'this object keeps another log', { field: given.log.logId });
    },
  };
  return async (name, given) => {
    try {
      const answer = own[name] as (...given: readonly unknown[]) => unknown;
      return { value: await answer(...given) } as Told<never>;
    } catch (error) {
      return toldFailure(error, report);
    }
  };
}

/** The storage of another object, as who hands parts on to it sees it. Where it cannot be had: Fault UNAVAILABLE. */
export function calledTarget(ask: AskTarget): ReachedTarget {
  const called =
    <Name extends TakingCall>(name: Name) =>
    async (...given: TakingGiven<Name>): Promise<TakingAnswer<Name>> =>
      answerIn(await ask(name, given).catch(notHad));
  return { taking: called('taking'), begin: called('begin'), take: called('take'), finish: called('finish') };
}
