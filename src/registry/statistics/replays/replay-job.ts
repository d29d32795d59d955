import { Fault } from '../../../core/fault.ts';
import type { EpochMs } from '../../../core/time.ts';
import type { ShortRecord, ShortRecordPut } from '../../../storage/store.ts';
import type { OrganisationActor } from '../../access/actor.ts';
import type { Registry } from '../../registry.ts';
import type { ScrubFault } from '../../scrubs/scrub-job.ts';
import type { Proposal } from './proposal.ts';
import { replayLimits } from './replay-limits.ts';
import type { ReplayResult } from './run-replay.ts';

export const replayStatuses = ['QUEUED', 'RUNNING', 'COMPLETED', 'FAILED'] as const;
export type ReplayStatus = (typeof replayStatuses)[number];

interface ReplayHead {
  readonly replayId: string;
  readonly organisationId: string;
  readonly createdAt: EpochMs;
  readonly proposedPolicyId: string;
  readonly digest: string;
}

/** One that has not ended: an organisation has at most one, under its id. */
export interface OpenReplay extends ReplayHead {
  readonly proposal: Proposal;
  readonly takenUp: number;
  /** Who runs it, and until when he has to say so again. */
  readonly runner?: { readonly id: string; readonly until: EpochMs };
  /** 0 to 1. */
  readonly share: number;
}

/** One that has ended, under its own id. */
export interface EndedReplay extends ReplayHead {
  readonly endedAt: EpochMs;
  readonly end: { readonly result: ReplayResult } | { readonly fault: ScrubFault };
}

/** A replay as its organisation sees it. */
export interface OwnReplay extends ReplayHead {
  readonly status: ReplayStatus;
  readonly share: number;
  readonly expiresAt: EpochMs;
  readonly endedAt?: EpochMs;
  readonly fault?: ScrubFault;
  readonly result?: ReplayResult;
}

export interface Kept<T> {
  readonly job: T;
  readonly record: ShortRecord;
}

export function openReplayOf({ store, now }: Registry, organisationId: string): Kept<OpenReplay> | undefined {
  const record = store.shortRecord('REPLAY', organisationId, now());
  return record && { job: JSON.parse(record.body) as OpenReplay, record };
}

/** One of the asker's own; the same Fault NOT_FOUND for another organisation's as for none. */
export function ownReplay(registry: Registry, { organisationId }: OrganisationActor, replayId: string): OwnReplay {
  const now = registry.now();
  const open = openReplayOf(registry, organisationId);
  if (open?.job.replayId === replayId) {
    const { proposal: _, takenUp: _times, runner, ...head } = open.job;
    const isRunning = runner !== undefined && runner.until > now;
    return { ...head, status: isRunning ? 'RUNNING' : 'QUEUED', expiresAt: open.record.expiresAt };
  }
  const record = registry.store.shortRecord('REPLAY_RESULT', replayId, now);
  const ended = record && (JSON.parse(record.body) as EndedReplay);
  if (record === undefined || ended?.organisationId !== organisationId) {
    throw new Fault('NOT_FOUND', 'there is no such replay', { field: 'path:replayId' });
  }
  const { end, ...head } = ended;
  const status = 'result' in end ? 'COMPLETED' : 'FAILED';
  return { ...head, status, share: 1, expiresAt: record.expiresAt, ...end };
}

export function putOpen({ now }: Registry, job: OpenReplay, expected: number): ShortRecordPut {
  const expiresAt = job.createdAt + replayLimits.openMs;
  return { kind: 'REPLAY', id: job.organisationId, expected, body: JSON.stringify(job), expiresAt, now: now() };
}

export function dropOpen({ now }: Registry, { organisationId }: ReplayHead, expected: number): ShortRecordPut {
  return { kind: 'REPLAY', id: organisationId, expected, body: undefined, expiresAt: 0, now: now() };
}

export function putEnded({ now }: Registry, job: EndedReplay): ShortRecordPut {
  const expiresAt = job.endedAt + replayLimits.resultKeptMs;
  const body = JSON.stringify(job);
  return { kind: 'REPLAY_RESULT', id: job.replayId, expected: 0, body, expiresAt, now: now() };
}
