import { manifestFault, type WishManifest, wishFileName, wishNameParts } from '../../core/carrier-file.ts';
import { Fault } from '../../core/fault.ts';
import { dayMs } from '../../core/time.ts';
import type { Actor, OrganisationActor } from '../access/actor.ts';
import { requireOrganisation } from '../access/permission.ts';
import { carrierDocument } from '../numbers/acting-carrier.ts';
import type { Registry } from '../registry.ts';
import { carrierFileLimits, type OwnCarrierFile } from './carrier-file.ts';
import { fileAsItStands } from './own-carrier-file.ts';

/**
 * Announces a file of wishes by its manifest; its bytes come next. The same manifest again changes nothing. Faults:
 * INVALID_ARGUMENT naming the member, ALREADY_EXISTS where the number of the day stands for another file,
 * INCOMPATIBLE_STATE where files before it have not come, ABORTED while its bytes come in, QUOTA_EXCEEDED, UNAVAILABLE.
 */
export async function openCarrierFile(
  registry: Registry,
  actor: Actor,
  manifest: WishManifest,
): Promise<OwnCarrierFile & { readonly isNew: boolean }> {
  const carrier = requireOrganisation(actor, 'dnd:registrations:write');
  carrierDocument(registry, carrier);
  const before = knownFile(registry, carrier, manifest);
  if (before !== undefined) return { ...before, isNew: false };
  const { organisationId, scopes } = carrier;
  const file = { organisationId, manifest, scopes, openedAt: registry.now() };
  if (!(await registry.carrierFiles.open(file))) {
    throw new Fault('ABORTED', 'the file is coming in already', { field: 'file', retryAfterSec: 1 });
  }
  return { ...fileAsItStands(registry, file), isNew: true };
}

/**
 * The file that a manifest stands for already; undefined where it may be announced now. `coming`: files that are taken
 * to have come. Faults as above.
 */
export function knownFile(
  registry: Registry,
  carrier: OrganisationActor,
  manifest: WishManifest,
  coming: readonly WishManifest[] = [],
): OwnCarrierFile | undefined {
  const wrong = manifestFault(manifest, carrier.organisationId, Math.floor(registry.now() / dayMs));
  if (wrong !== undefined) {
    const { field, message, limit } = wrong;
    throw new Fault('INVALID_ARGUMENT', message, { field, limit });
  }
  const before = sameNumber(registry, carrier, manifest);
  if (before !== undefined && isSame(before.file.manifest, manifest)) return before;
  if (before !== undefined && (before.status !== 'UPLOADING' || before.file.manifest.file !== manifest.file)) {
    throw new Fault('ALREADY_EXISTS', 'another file came under this number of the day: take the next one', {
      field: 'sequence',
      limit: `${before.file.manifest.file}, sha256 ${before.file.manifest.sha256}`,
    });
  }
  requireNoGap(registry, carrier, manifest, coming);
  if (before === undefined) requireRoom(registry, carrier);
  return undefined;
}

/** Names may differ in the case of the carrier, and are the same number of the day all the same. */
function sameNumber(
  registry: Registry,
  { organisationId }: OrganisationActor,
  { date, sequence }: WishManifest,
): OwnCarrierFile | undefined {
  const { carrierFiles } = registry;
  const name = carrierFiles.names(organisationId).find((one) => {
    const parts = wishNameParts(one);
    return parts?.date === date && parts.sequence === sequence;
  });
  const found = name === undefined ? undefined : carrierFiles.file(organisationId, name);
  return found === undefined ? undefined : fileAsItStands(registry, found);
}

function isSame(one: WishManifest, other: WishManifest): boolean {
  return one.file === other.file && one.sha256 === other.sha256 && one.rows === other.rows;
}

/** Wishes are done in the order in which they were gathered: a file that is missing would undo later ones. */
function requireNoGap(
  registry: Registry,
  { organisationId }: OrganisationActor,
  manifest: WishManifest,
  coming: readonly WishManifest[],
): void {
  const { date, sequence } = manifest;
  const { carrierFiles } = registry;
  const arrived = carrierFiles.names(organisationId).flatMap((name) => {
    const parts = wishNameParts(name);
    return parts?.date === date && carrierFiles.isReceived(organisationId, name) ? [parts] : [];
  });
  const came = new Set([...arrived, ...coming.filter((one) => one.date === date)].map((one) => one.sequence));
  for (let earlier = 1; earlier < sequence; earlier++) {
    if (came.has(earlier)) continue;
    const carrier = wishNameParts(manifest.file)?.carrier ?? organisationId;
    throw new Fault('INCOMPATIBLE_STATE', 'a file before it has not come: files are taken in their order', {
      field: 'sequence',
      limit: `first ${wishFileName({ carrier, date, sequence: earlier })}`,
    });
  }
}

function requireRoom(registry: Registry, { organisationId }: OrganisationActor): void {
  const { carrierFiles } = registry;
  const { openMax, keptMax } = carrierFileLimits;
  const names = carrierFiles.names(organisationId);
  const open = names.filter((name) => !carrierFiles.isAnswered(organisationId, name)).length;
  if (open < openMax && names.length < keptMax) return;
  const isOpen = open >= openMax;
  throw new Fault('QUOTA_EXCEEDED', isOpen ? 'too many files are not answered yet' : 'too many files are kept', {
    field: 'header:Authorization',
    limit: isOpen ? `at most ${openMax} open files` : `at most ${keptMax} files`,
    retryAfterSec: 60,
  });
}
