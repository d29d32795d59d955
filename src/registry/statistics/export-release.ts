import { Fault } from '../../core/fault.ts';
import type { PeriodId, Release } from '../../core/statistics/release.ts';
import { secondMs } from '../../core/time.ts';
import type { Audience } from '../../exports/release-cells.ts';
import {
  type ReleaseFile,
  type ReleaseFiles,
  type ReleaseManifest,
  releaseFiles,
} from '../../exports/release-files.ts';
import { releaseReceipt } from '../../receipts/release-manifest.ts';
import { countedPosition } from '../log-heads.ts';
import type { Registry } from '../registry.ts';
import { readReleases, releaseOf } from './read-releases.ts';
import type { StatisticsReader } from './reader.ts';

/** In place of a period: the latest that was released. */
export const latest = 'latest';

export interface ExportedRelease {
  readonly audience: Audience;
  readonly period: PeriodId;
  readonly files: readonly ReleaseFile[];
  readonly manifest: ReleaseManifest;
  /** Compact JWS of type `dnd-release+jwt`, whose payload is the manifest with `receiptForm: RELEASE`, `iss` and `iat`. */
  readonly signature: string;
  /** The same for the same manifest under the same keys, in every process: signatures differ from one to the next. */
  readonly version: string;
}

type Parts = Pick<Registry, 'policy' | 'issuer' | 'logId' | 'directory' | 'receipts' | 'now' | 'demo'>;

/**
 * The files of a release with the tables that the reader may see, and their signed manifest; made once a process as long
 * as they are asked for. `period`: `latest` too. Fault NOT_FOUND. An organisation that is shown them has to be noted
 * first (`noteFiguresShown`).
 */
export async function exportRelease(
  registry: Parts,
  reader: StatisticsReader,
  { period }: { readonly period: PeriodId },
): Promise<ExportedRelease> {
  const release = releaseOf(registry, reader, period === latest ? latestPeriod(registry, reader) : period);
  const audience: Audience = reader.kind === 'PUBLIC' ? 'PUBLIC' : 'REGULATOR';
  const { made, signatures } = keptFor(registry, release, audience);
  const { files, manifest } = await made;
  const keys = registry.directory.signingKeys()?.position ?? 0;
  const signature = await signatures.of(keys, () => signed(registry, manifest));
  const version = [keys, ...files.map(({ sha256 }) => sha256.slice(0, 16))].join('-');
  return { audience, period: release.period.id, files, manifest, signature, version };
}

/** Manifest and signature as one file. */
export function manifestText({ manifest, signature }: Pick<ExportedRelease, 'manifest' | 'signature'>): string {
  return `${JSON.stringify({ ...manifest, signature }, undefined, 2)}\n`;
}

function latestPeriod(registry: Parts, reader: StatisticsReader): PeriodId {
  const [head] = readReleases(registry, reader);
  if (head === undefined) throw new Fault('NOT_FOUND', 'nothing was released yet', { field: 'period' });
  return head.period.id;
}

async function signed({ issuer, receipts, now }: Parts, manifest: ReleaseManifest): Promise<string> {
  const iat = Math.floor(now() / secondMs);
  return await receipts.sign('dnd-release+jwt', releaseReceipt({ iss: issuer, iat }, manifest));
}

interface KeptFiles {
  readonly made: Promise<ReleaseFiles>;
  readonly signatures: KeptSignature;
}

/** Signed again once the keys change: the one that signed may have been disowned. */
class KeptSignature {
  #kept: { readonly keys: number; readonly signature: Promise<string> } | undefined;

  of(keys: number, sign: () => Promise<string>): Promise<string> {
    if (this.#kept?.keys === keys) return this.#kept.signature;
    const signature = sign();
    this.#kept = { keys, signature };
    // What failed is tried again by whoever comes next.
    signature.catch(() => {
      if (this.#kept?.signature === signature) this.#kept = undefined;
    });
    return signature;
  }
}

/** Some 2 MB each. */
const keptMax = 8;
const keptOf = new WeakMap<Parts['directory'], Map<string, KeptFiles>>();

function keptFor(registry: Parts, release: Release, audience: Audience): KeptFiles {
  const kept = keptOf.get(registry.directory) ?? new Map<string, KeptFiles>();
  keptOf.set(registry.directory, kept);
  const key = `${audience} ${release.period.id} ${release.position}`;
  const known = kept.get(key);
  const files = known ?? { made: made(registry, release, audience), signatures: new KeptSignature() };
  if (known === undefined) files.made.catch(() => kept.delete(key));
  kept.delete(key);
  kept.set(key, files);
  for (const oldest of kept.keys()) {
    if (kept.size <= keptMax) break;
    kept.delete(oldest);
  }
  return files;
}

function made(registry: Parts, release: Release, audience: Audience): Promise<ReleaseFiles> {
  const { policy, demo } = registry;
  const position = countedPosition(registry, release);
  return releaseFiles(release, audience, { position, policy, demo });
}
