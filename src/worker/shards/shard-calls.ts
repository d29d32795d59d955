import type { Fault, FaultCode } from '../../core/fault.ts';
import type { NumberLog } from '../../lookup/number-log.ts';
import type { Shard } from '../../lookup/shard.ts';
import type { ExportedLog } from '../../storage/moving/exported-log.ts';

type Questions = Pick<
  Shard,
  'standings' | 'states' | 'number' | 'history' | 'numberBefore' | 'change' | 'block' | 'importBlock'
> &
  Omit<NumberLog, 'logId'> &
  Omit<ExportedLog, 'logId'>;

export type ShardCall = keyof Questions;

/** What an object of numbers is asked, and what it answers; all of it can be cloned (no class of ours, no function). */
export type ShardCalls = {
  readonly [Name in ShardCall]: (
    ...given: Parameters<Questions[Name]>
  ) => ReturnType<Questions[Name]> | Awaited<ReturnType<Questions[Name]>>;
};

export type Given<Name extends ShardCall> = Parameters<Questions[Name]>;
export type Answered<Name extends ShardCall> = Awaited<ReturnType<Questions[Name]>>;

/** An answer as it crosses from one object to another: errors would lose what they say besides their message. */
export type Told<T> = { readonly value: T } | { readonly fault: ToldFault } | { readonly defect: string };

export interface ToldFault extends Pick<Fault, 'field' | 'limit' | 'retryAfterSec'> {
  readonly code: FaultCode;
  readonly message: string;
}

/** Asks an object of numbers. Rejects where it cannot be had. */
export type AskShard = <Name extends ShardCall>(name: Name, given: Given<Name>) => Promise<Told<Answered<Name>>>;
