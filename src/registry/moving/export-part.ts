import { Fault } from '../../core/fault.ts';
import type { Sha256 } from '../../storage/leaf-hash.ts';
import { growingRoot } from '../../storage/merkle.ts';
import { bytesText, textBytes } from '../../storage/moving/base64url.ts';
import { firstPlace, type MadePart, madePart } from '../../storage/moving/made-parts.ts';
import type { LogSource, PartFacts } from '../../storage/moving/moved-log.ts';
import type { Actor } from '../access/actor.ts';
import { requireOrganisation } from '../access/permission.ts';
import type { Registry } from '../registry.ts';
import { chained, type ExportPlace, sealed, unsealed } from './export-place.ts';
import { requireOneLog, signExport } from './sign-export.ts';

export interface ExportedPart {
  readonly facts: PartFacts;
  readonly lines: Uint8Array;
  /** To be shown for the next part, or for the manifest. */
  readonly continuation: string;
}

/**
 * The next part of an export; undefined where none is left, and the manifest can be had. The log may grow meanwhile, and
 * what is erased in it meanwhile may stand legible in earlier parts: whoever takes it in erases it. The same
 * continuation gives the same part, unless something in it was erased since.
 */
export async function exportPart(
  registry: Registry,
  actor: Actor,
  { continuation }: { readonly continuation?: string | undefined },
): Promise<ExportedPart | undefined> {
  const { organisationId } = requireOrganisation(actor, 'dnd:registry:export');
  requireOneLog(registry);
  const before =
    continuation === undefined ? begun(organisationId) : await unsealed(registry, continuation, organisationId);
  if (before.isWhole) return undefined;
  const { sha256 } = registry.receipts;
  const { made, isWhole } = inSource(registry, (source) => {
    const made = madePart(source, sha256, before.parts + 1, before.place);
    return { made, isWhole: made !== undefined && isLast(source, sha256, made) };
  });
  if (made === undefined) throw new Fault('FAILED_PRECONDITION', 'there is nothing in this registry yet');
  const tree = treeOf(before, sha256);
  for (const leaf of made.leaves) tree.add(leaf);
  const after: ExportPlace = {
    organisationId,
    parts: made.facts.part,
    place: made.next,
    whole: tree.grown().whole.map(bytesText),
    chain: chained(sha256, before.chain, made.facts),
    isWhole,
  };
  return { facts: made.facts, lines: made.lines, continuation: await sealed(registry, after) };
}

/**
 * The signed manifest of an export whose last part was given. Faults: INVALID_ARGUMENT where the parts are not what was
 * given, FAILED_PRECONDITION where some are left.
 */
export async function exportManifest(
  registry: Registry,
  actor: Actor,
  { continuation, parts }: { readonly continuation: string; readonly parts: readonly PartFacts[] },
): Promise<string> {
  const { organisationId } = requireOrganisation(actor, 'dnd:registry:export');
  const place = await unsealed(registry, continuation, organisationId);
  if (!place.isWhole) throw new Fault('FAILED_PRECONDITION', 'there are further parts', { field: 'continuation' });
  const { sha256 } = registry.receipts;
  if (parts.reduce((chain, facts) => chained(sha256, chain, facts), '') !== place.chain) {
    throw new Fault('INVALID_ARGUMENT', 'the parts are not those that were given', { field: 'parts' });
  }
  const tree = treeOf(place, sha256);
  return signExport(registry, actor, [
    { logId: registry.logId, head: tree.size, rootHash: bytesText(tree.root()), parts },
  ]);
}

function begun(organisationId: string): ExportPlace {
  return { organisationId, parts: 0, place: firstPlace, whole: [], chain: '', isWhole: false };
}

/** Of one line: whether there is one. */
function isLast(source: LogSource, sha256: Sha256, { facts, next }: MadePart): boolean {
  return madePart(source, sha256, facts.part + 1, next, 1) === undefined;
}

function inSource<T>({ openLogSource }: Registry, read: (source: LogSource) => T): T {
  if (openLogSource === undefined) throw new Fault('FAILED_PRECONDITION', 'this registry is exported where it lies');
  const source = openLogSource();
  try {
    return read(source);
  } finally {
    source.close();
  }
}

function treeOf({ place, whole }: ExportPlace, sha256: Sha256) {
  return growingRoot(sha256, { size: place.until, whole: whole.map((text) => textBytes(text) ?? new Uint8Array(0)) });
}
