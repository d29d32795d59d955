import { Fault } from '../../core/fault.ts';
import type { Actor } from '../access/actor.ts';
import { requireOrganisation } from '../access/permission.ts';
import type { PageInput } from '../page.ts';
import type { Registry } from '../registry.ts';
import { carrierFileLimits, type OwnCarrierFile } from './carrier-file.ts';
import { fileAsItStands, ownCarrierFile } from './own-carrier-file.ts';

export function readCarrierFile(registry: Registry, actor: Actor, { file }: { readonly file: string }): OwnCarrierFile {
  return ownCarrierFile(registry, requireOrganisation(actor, 'dnd:registrations:write'), file);
}

/** The carrier's own, by day and number; `next`: name after which the next page begins. */
export function listCarrierFiles(
  registry: Registry,
  actor: Actor,
  { after = '', limit }: PageInput,
): { readonly items: readonly OwnCarrierFile[]; readonly next?: string } {
  const { organisationId } = requireOrganisation(actor, 'dnd:registrations:write');
  const files = registry.carrierFiles.files(organisationId);
  const from = files.findIndex(({ manifest }) => manifest.file === after) + 1;
  const items = files.slice(from, from + limit).map((file) => fileAsItStands(registry, file));
  const last = items.at(-1)?.file.manifest.file;
  return { items, ...(from + limit < files.length && last !== undefined ? { next: last } : {}) };
}

/** The result of a file that is answered. Faults NOT_FOUND, INCOMPATIBLE_STATE. */
export function readCarrierResult(
  registry: Registry,
  actor: Actor,
  { file: name }: { readonly file: string },
): { readonly own: OwnCarrierFile; readonly bytes: number; read(from: number, to: number): AsyncIterable<Uint8Array> } {
  const carrier = requireOrganisation(actor, 'dnd:registrations:write');
  const own = ownCarrierFile(registry, carrier, name);
  const { end } = own.state;
  if (end === undefined) {
    throw new Fault('INCOMPATIBLE_STATE', `the file is not answered yet: it is ${own.status}`, {
      field: 'path:file',
      limit: 'COMPLETED',
    });
  }
  if (registry.now() >= end.endedAt + carrierFileLimits.resultKeptMs) {
    throw new Fault('NOT_FOUND', 'the result is not kept any more', { field: 'path:file' });
  }
  const { organisationId } = carrier;
  return {
    own,
    bytes: end.manifest.bytes,
    read: (from, to) => registry.carrierFiles.result(organisationId, name, from, to),
  };
}
