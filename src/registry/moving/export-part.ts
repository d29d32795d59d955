import { Fault } from '../../core/fault.ts';
import { signedDigest } from '../../receipts/registry-export.ts';
import { type ExportedLog, nothingExported } from '../../storage/moving/exported-log.ts';
import type { LogFacts, PartFacts } from '../../storage/moving/moved-log.ts';
import type { Actor } from '../access/actor.ts';
import { requireOrganisation } from '../access/permission.ts';
import type { Registry } from '../registry.ts';
import { chained, chainOf, type ExportPlace, exportedPartsMax, sealed, unsealed } from './export-place.ts';
import { noteExportBegun, noteExportSigned } from './note-export.ts';
import { signExport } from './sign-export.ts';

export interface ExportedPart {
  readonly facts: PartFacts;
  readonly lines: Uint8Array;
  /** The log that it is of, as it stands with this part. */
  readonly log: Omit<LogFacts, 'parts'>;
  /** To be shown for the next part, or for the manifest. */
  readonly continuation: string;
}

/**
 * The next part of an export; undefined where none is left, and the manifest can be had. First come the logs of
 * numbers, then the directory's, so that what they name in it has come as well; they may grow meanwhile, and
 * what is erased in one meanwhile may stand legible in earlier parts: whoever takes it in erases it. The same
 * continuation gives the same part, unless something in it was erased since; without one another export is begun, and
 * noted in the log before anything of it is given.
 */
export async function exportPart(
  registry: Registry,
  actor: Actor,
  { continuation }: { readonly continuation?: string | undefined },
): Promise<ExportedPart | undefined> {
  const { organisationId } = requireOrganisation(actor, 'dnd:registry:export');
  const logs = exportedLogs(registry);
  const before =
    continuation === undefined
      ? begun(organisationId, await noteExportBegun(registry, actor))
      : await unsealed(registry, continuation, organisationId);
  const source = logs[before.log];
  if (source === undefined) return undefined;
  if (before.parts >= exportedPartsMax) {
    throw new Fault('OUT_OF_RANGE', 'the registry is larger than an export over HTTP', {
      limit: `${exportedPartsMax} parts`,
    });
  }
  const next = await source.nextPart(before.progress);
  if (next === undefined) throw new Fault('FAILED_PRECONDITION', 'there is nothing in this registry yet');
  const { facts, lines, head, rootHash, isLast, after: progress } = next;
  const { sha256 } = registry.receipts;
  const log = { logId: source.logId, head, rootHash };
  const chain = chained(sha256, before.chain, facts);
  const parts = before.parts + 1;
  const after: ExportPlace = isLast
    ? { ...before, log: before.log + 1, progress: nothingExported, parts, chain: chained(sha256, chain, log) }
    : { ...before, progress, parts, chain };
  return { facts, lines, log, continuation: await sealed(registry, after) };
}

/**
 * The signed manifest of an export whose last part was given. Faults: INVALID_ARGUMENT where the logs and their parts are
 * not what was given, FAILED_PRECONDITION where some are left.
 */
export async function exportManifest(
  registry: Registry,
  actor: Actor,
  { continuation, logs }: { readonly continuation: string; readonly logs: readonly LogFacts[] },
): Promise<string> {
  const { organisationId } = requireOrganisation(actor, 'dnd:registry:export');
  const place = await unsealed(registry, continuation, organisationId);
  if (place.log < exportedLogs(registry).length) {
    throw new Fault('FAILED_PRECONDITION', 'there are further parts', { field: 'continuation' });
  }
  if (chainOf(registry.receipts.sha256, logs) !== place.chain) {
    throw new Fault('INVALID_ARGUMENT', 'the parts are not those that were given', { field: 'logs' });
  }
  const manifest = await signExport(registry, actor, logs);
  await noteExportSigned(registry, actor, signedDigest(manifest, registry.receipts.sha256), place.noteId);
  return manifest;
}

function begun(organisationId: string, noteId: string): ExportPlace {
  return { organisationId, noteId, log: 0, progress: nothingExported, parts: 0, chain: '' };
}

function exportedLogs({ exportedLogs: logs }: Registry): readonly ExportedLog[] {
  if (logs === undefined) throw new Fault('FAILED_PRECONDITION', 'this registry is exported where it lies');
  return logs;
}
