import { Fault } from '../../core/fault.ts';
import type { DirectoryDesk } from './directory-desk.ts';

export type DeskCall = keyof DirectoryDesk;
export type DeskGiven<Name extends DeskCall> = Parameters<DirectoryDesk[Name]>;
export type DeskAnswer<Name extends DeskCall> = Awaited<ReturnType<DirectoryDesk[Name]>>;

/** Asks the directory's object. Rejects where it cannot be had. */
export type AskDesk = <Name extends DeskCall>(name: Name, given: DeskGiven<Name>) => Promise<DeskAnswer<Name>>;

const retryAfterSec = 1;

/** The desk of another object. Where it cannot be had: Fault UNAVAILABLE. */
export function calledDesk(ask: AskDesk): DirectoryDesk {
  const called =
    <Name extends DeskCall>(name: Name) =>
    (...given: DeskGiven<Name>): Promise<DeskAnswer<Name>> =>
      ask(name, given).catch((cause: unknown) => {
        throw new Fault('UNAVAILABLE', 'the directory of the registry cannot be reached', { retryAfterSec, cause });
      });
  return {
    newsSince: called('newsSince'),
    head: called('head'),
    page: called('page'),
    records: called('records'),
    put: called('put'),
    addCounts: called('addCounts'),
    pepper: called('pepper'),
  };
}
