import { Fault } from '../../core/fault.ts';
import type { Actor, OrganisationActor } from '../access/actor.ts';
import { requireOrganisation } from '../access/permission.ts';
import type { Registry } from '../registry.ts';
import { type OwnScrub, ownScrub } from './own-scrub.ts';
import type { ScrubState } from './scrub-desk.ts';
import { scrubJobLimits } from './scrub-job-limits.ts';

export interface UploadScrubInput {
  readonly scrubId: string;
  /** Bytes of the list that are in front of these. */
  readonly offset: number;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** How many there are, where it is known. */
  readonly length?: number | undefined;
  /** The list is complete with them. */
  readonly isLast: boolean;
}

/**
 * Takes a part of a job's list. What has arrived is kept, however the upload ends. Fault INCOMPATIBLE_STATE where the
 * list goes on at another offset (`limit` says at which) or is complete, ABORTED, PAYLOAD_TOO_LARGE, QUOTA_EXCEEDED.
 */
export async function uploadScrubInput(registry: Registry, actor: Actor, input: UploadScrubInput): Promise<OwnScrub> {
  const asker = requireOrganisation(actor, 'dnd:lookups:check');
  const { scrubId, isLast } = input;
  await takePart(registry, asker, input, () => requireUploading(ownScrub(registry, asker, scrubId)).state);
  if (isLast) registry.scrubs.wake();
  return ownScrub(registry, asker, scrubId);
}

/** Adds a part to what has arrived. `stateOf` says how much that is, and faults where nothing is taken any more. */
export async function takePart(
  registry: Registry,
  asker: OrganisationActor,
  { scrubId, offset, bytes, length = 0, isLast }: UploadScrubInput,
  stateOf: () => ScrubState,
): Promise<void> {
  const { files } = registry.scrubs;
  stateOf();
  const claim = files.claim(scrubId, 'UPLOAD');
  if (claim === undefined) {
    throw new Fault('ABORTED', 'another part of the list is coming in', { field: 'path:scrubId', retryAfterSec: 1 });
  }
  try {
    requireOffset(offset, stateOf().inputBytes);
    const storedBytes = storedBytesOf(registry, asker);
    requireRoom(offset + length, storedBytes + length);
    const arrived = await files.addInput(scrubId, offset, withinRoom(bytes, offset, storedBytes));
    if (isLast && arrived >= offset) await files.completeInput(scrubId);
  } finally {
    claim.release();
  }
}

function requireUploading(own: OwnScrub): OwnScrub {
  if (own.job.recheckOf !== undefined) {
    throw new Fault('INCOMPATIBLE_STATE', 'a recheck takes no list: it has the one it rechecks', {
      field: 'path:scrubId',
      limit: 'no recheck',
    });
  }
  if (own.status === 'UPLOADING') return own;
  throw new Fault('INCOMPATIBLE_STATE', `the scrub takes no list any more: it is ${own.status}`, {
    field: 'path:scrubId',
    limit: 'UPLOADING',
  });
}

function requireOffset(offset: number, arrived: number): void {
  if (offset === arrived) return;
  throw new Fault('INCOMPATIBLE_STATE', 'the list goes on at another offset', {
    field: 'header:Upload-Offset',
    limit: String(arrived),
  });
}

export function storedBytesOf({ scrubs: { files } }: Registry, { organisationId }: OrganisationActor): number {
  return files
    .jobs()
    .filter((job) => job.organisationId === organisationId && job.form !== 'STREAMED')
    .reduce((sum, { scrubId }) => sum + files.storedBytes(scrubId), 0);
}

async function* withinRoom(
  bytes: AsyncIterable<Uint8Array>,
  offset: number,
  storedBytes: number,
): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.length;
    requireRoom(offset + length, storedBytes + length);
    yield chunk;
  }
}

export function requireRoom(inputBytes: number, storedBytes: number): void {
  const { inputBytesMax } = scrubJobLimits;
  if (inputBytes > inputBytesMax) {
    const limit = `at most ${inputBytesMax} bytes a list`;
    throw new Fault('PAYLOAD_TOO_LARGE', 'the list is too large', { field: 'body', limit });
  }
  requireStorage(storedBytes);
}

export function requireStorage(storedBytes: number): void {
  const { storedBytesMax } = scrubJobLimits;
  if (storedBytes <= storedBytesMax) return;
  throw new Fault('QUOTA_EXCEEDED', 'too many lists and results are kept: delete some that are done', {
    field: 'header:Authorization',
    limit: `at most ${storedBytesMax} bytes of all scrubs`,
    retryAfterSec: 3_600,
  });
}
