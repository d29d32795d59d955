import { Fault } from '../../core/fault.ts';
import type { EpochMs } from '../../core/time.ts';
import type { Actor, OrganisationActor } from '../access/actor.ts';
import { requireOrganisation } from '../access/permission.ts';
import type { Registry } from '../registry.ts';
import { forgetOldest, newScrubId, openedBy } from './open-scrub.ts';
import type { ScrubState } from './scrub-desk.ts';
import type { KeptList } from './scrub-job.ts';
import { scrubJobLimits } from './scrub-job-limits.ts';
import { requireRoom, storedBytesOf, takePart, type UploadScrubInput } from './upload-scrub-input.ts';

/** A list of an organisation that no scrub has taken over yet, and how much of it has arrived. */
export interface OwnList {
  readonly list: KeptList;
  readonly state: ScrubState;
  readonly expiresAt: EpochMs;
}

export interface OpenListInput {
  readonly name: string;
  readonly mediaType?: string | undefined;
  /** Of the whole list, where whoever sends it knows. */
  readonly bytes?: number | undefined;
}

export const listNameCharactersMax = 100;

/**
 * Opens a list that is still to come; what is asked about it is said once it is there (`startScrub`). Fault
 * INVALID_ARGUMENT, PAYLOAD_TOO_LARGE, QUOTA_EXCEEDED.
 */
export async function openList(registry: Registry, actor: Actor, input: OpenListInput): Promise<OwnList> {
  const asker = requireOrganisation(actor, 'dnd:lookups:check');
  const { name, mediaType, bytes } = input;
  requireName(name);
  requireRoomForList(registry, asker);
  requireRoom(bytes ?? 0, storedBytesOf(registry, asker) + (bytes ?? 0));
  await forgetOldest(registry, asker);
  const createdAt = registry.now();
  const list: KeptList = {
    scrubId: newScrubId(createdAt),
    ...openedBy(asker),
    form: 'LIST',
    name,
    mediaType,
    createdAt,
    ...(bytes === undefined ? {} : { bytes }),
  };
  await registry.scrubs.files.create(list);
  return ownList(registry, asker, list.scrubId);
}

/** One of the asker's own. Fault NOT_FOUND. */
export function readList(registry: Registry, actor: Actor, { scrubId }: { readonly scrubId: string }): OwnList {
  const asker = requireOrganisation(actor, 'dnd:lookups:check');
  return ownList(registry, asker, scrubId);
}

/** Takes a part of a list: see `uploadScrubInput`. */
export async function uploadList(registry: Registry, actor: Actor, input: UploadScrubInput): Promise<OwnList> {
  const asker = requireOrganisation(actor, 'dnd:lookups:check');
  const { scrubId } = input;
  await takePart(registry, asker, input, () => requireIncomplete(ownList(registry, asker, scrubId)).state);
  return ownList(registry, asker, scrubId);
}

/** Deletes a list that no scrub has taken over. Fault NOT_FOUND. */
export async function discardList(
  registry: Registry,
  actor: Actor,
  { scrubId }: { readonly scrubId: string },
): Promise<void> {
  const asker = requireOrganisation(actor, 'dnd:lookups:check');
  ownList(registry, asker, scrubId);
  await registry.scrubs.files.remove(scrubId);
}

/** Fault NOT_FOUND, the same for another organisation's as for none. */
export function ownList(registry: Registry, { organisationId }: OrganisationActor, scrubId: string): OwnList {
  const list = registry.scrubs.files.job(scrubId);
  if (list?.form !== 'LIST' || list.organisationId !== organisationId || hasExpired(registry, list)) {
    throw new Fault('NOT_FOUND', 'there is no such list', { field: 'path:scrubId' });
  }
  return listAsItStands(registry, list);
}

export function listAsItStands({ scrubs }: Pick<Registry, 'scrubs'>, list: KeptList): OwnList {
  return { list, state: scrubs.files.state(list.scrubId), expiresAt: list.createdAt + scrubJobLimits.keptMs };
}

export function hasExpired({ now }: Pick<Registry, 'now'>, { createdAt }: KeptList): boolean {
  return now() >= createdAt + scrubJobLimits.keptMs;
}

export function requireName(name: string): void {
  if (name.trim() === name && name.length <= listNameCharactersMax && /^\P{C}+$/u.test(name)) return;
  throw new Fault('INVALID_ARGUMENT', 'not the name of a list', {
    field: 'name',
    limit: `1 to ${listNameCharactersMax} characters, none of them a control character, no space at either end`,
  });
}

function requireIncomplete(own: OwnList): OwnList {
  if (!own.state.inputIsComplete) return own;
  throw new Fault('INCOMPATIBLE_STATE', 'the list is complete', { field: 'path:scrubId', limit: 'not complete' });
}

function requireRoomForList(registry: Registry, { organisationId }: OrganisationActor): void {
  const { openJobsMax } = scrubJobLimits;
  const open = registry.scrubs.files
    .unended()
    .filter((list) => list.form === 'LIST' && list.organisationId === organisationId && !hasExpired(registry, list));
  if (open.length < openJobsMax) return;
  throw new Fault('QUOTA_EXCEEDED', 'too many lists wait to be asked about: delete some', {
    field: 'lists',
    limit: `at most ${openJobsMax} lists`,
    retryAfterSec: 60,
  });
}
