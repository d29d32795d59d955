import { Fault } from '../../core/fault.ts';
import type { OrganisationActor } from '../access/actor.ts';
import type { Registry } from '../registry.ts';
import type { CarrierFile, CarrierFileState, CarrierFileStatus, OwnCarrierFile } from './carrier-file.ts';

/** Fault NOT_FOUND, the same for another carrier's as for none. */
export function ownCarrierFile(
  registry: Registry,
  { organisationId }: OrganisationActor,
  name: string,
): OwnCarrierFile {
  const file = registry.carrierFiles.file(organisationId, name);
  if (file === undefined) throw new Fault('NOT_FOUND', 'there is no such file', { field: 'path:file' });
  return fileAsItStands(registry, file);
}

export function fileAsItStands({ carrierFiles }: Pick<Registry, 'carrierFiles'>, file: CarrierFile): OwnCarrierFile {
  const state = carrierFiles.state(file.organisationId, file.manifest.file);
  return { file, state, status: statusOf(state) };
}

function statusOf({ inputIsComplete, end, isClaimed }: CarrierFileState): CarrierFileStatus {
  if (end !== undefined) return 'COMPLETED';
  if (!inputIsComplete) return 'UPLOADING';
  return isClaimed ? 'RUNNING' : 'QUEUED';
}
