import { Fault } from '../../core/fault.ts';
import { limitOf, type Timer, usualTimer } from '../../lookup/answer-limit.ts';
import type { DirectoryDesk } from './directory-desk.ts';

export type DeskCall = keyof DirectoryDesk;
export type DeskGiven<Name extends DeskCall> = Parameters<DirectoryDesk[Name]>;
export type DeskAnswer<Name extends DeskCall> = Awaited<ReturnType<DirectoryDesk[Name]>>;

/** Asks the directory's object. Rejects where it cannot be had. */
export type AskDesk = <Name extends DeskCall>(name: Name, given: DeskGiven<Name>) => Promise<DeskAnswer<Name>>;

const retryAfterSec = 1;

/**
 * The desk of another object. Where it cannot be had, or does not answer a question in time: Fault UNAVAILABLE. What is
 * written there is waited for: nobody else can know what became of it.
 */
export function calledDesk(
  ask: AskDesk,
  { limitMs, timer = usualTimer }: { readonly limitMs: number; readonly timer?: Timer },
): DirectoryDesk {
  const limit = limitOf(limitMs, timer);
  const called =
    <Name extends DeskCall>(name: Name) =>
    (...given: DeskGiven<Name>): Promise<DeskAnswer<Name>> =>
      ask(name, given).catch((cause: unknown) => {
        throw new Fault('UNAVAILABLE', 'the directory of the registry cannot be reached', { retryAfterSec, cause });
      });
  const read = <Name extends DeskCall>(name: Name) => {
    const asked = called(name);
    return async (...given: DeskGiven<Name>): Promise<DeskAnswer<Name>> => limit.orFault(() => asked(...given));
  };
  return {
    newsSince: read('newsSince'),
    head: read('head'),
    page: read('page'),
    records: read('records'),
    put: called('put'),
    addCounts: called('addCounts'),
    pepper: read('pepper'),
  };
}
