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
  const { carrierFiles } = registry;
  const names = carrierFiles.names(organisationId);
  const from = names.indexOf(after) + 1;
  const page = names.slice(from, from + limit);
  const files = page.flatMap((name) => carrierFiles.file(organisationId, name) ?? []);
  const items = files.map((file) => fileAsItStands(registry, file));
  const last = page.at(-1);
  return { items, ...(from + limit < names.length && last !== undefined ? { next: last } : {}) };
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
