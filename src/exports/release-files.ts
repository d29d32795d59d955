import type { Policy } from '../core/policy.ts';
import type { Release } from '../core/statistics/release.ts';
import { formatInstant } from '../core/time.ts';
import { cellFile, cellForms, mediaTypes } from './cell-file.ts';
import { dictionaryOf } from './data-dictionary.ts';
import { demoFact, namedFirst } from './demo-mark.ts';
import { type Audience, cellsFor } from './release-cells.ts';
import { schemaVersion } from './rows.ts';

export const dictionaryFile = 'dictionary.json';
export const manifestFile = 'manifest.json';

/** The files that a manifest speaks of. */
export const releaseFileNames = [...cellForms.map((form) => `figures.${form}` as const), dictionaryFile] as const;
export type ReleaseFileName = (typeof releaseFileNames)[number];

/** By the list of SPDX. What only the regulator sees is not given away to be passed on. */
export const licences: Readonly<Record<Audience, string>> = {
  PUBLIC: 'CC-BY-4.0',
  REGULATOR: 'LicenseRef-regulator-only',
};

export interface ReleaseFile {
  readonly name: ReleaseFileName;
  readonly mediaType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** In lower-case hexadecimal digits. */
  readonly sha256: string;
}

/** What is signed of the files of a release. */
export interface ReleaseManifest {
  readonly schemaVersion: number;
  readonly audience: Audience;
  readonly period: Release['period'];
  /** Place in the change log of the last entry that is counted in: `log:42`. */
  readonly position: string;
  /** When it was counted, RFC 3339. */
  readonly countedAt: string;
  readonly policy: string;
  readonly minimumCellSize: number;
  /** An SPDX identifier. */
  readonly licence: string;
  /** The figures are of a demo: made up. */
  readonly demo?: true;
  readonly rows: number;
  readonly suppressed: number;
  readonly files: readonly {
    readonly file: ReleaseFileName;
    readonly bytes: number;
    readonly sha256: string;
  }[];
}

export interface ReleaseFiles {
  readonly files: readonly ReleaseFile[];
  readonly manifest: ReleaseManifest;
}

/**
 * The files of a release for an audience. They depend on the release and the policy’s names alone, never on when or
 * where they are made: the same release gives the same bytes. `position`: the release’s, as it is written on the wire.
 * `demo`: they say that their figures are made up.
 */
export async function releaseFiles(
  release: Release,
  audience: Audience,
  { position, policy, demo }: { readonly position: string; readonly policy: Policy; readonly demo: boolean },
): Promise<ReleaseFiles> {
  const cells = [...cellsFor(release, audience)];
  // One order of members, however the release came here: a store has its own.
  const { id, kind, from, until } = release.period;
  const { minimumCellSize } = release;
  const about = {
    audience,
    period: { id, kind, from, until },
    position,
    countedAt: formatInstant(release.countedAt),
    policy: release.policyId,
    minimumCellSize,
    licence: licences[audience],
    ...demoFact(demo),
  };
  const files: ReleaseFile[] = [];
  for (const form of cellForms) {
    const bytes = await cellFile(form, cells, { ...about, dictionary: dictionaryFile });
    files.push(await digested(`figures.${form}`, mediaTypes[form], bytes));
  }
  files.push(await digested(dictionaryFile, mediaTypes.json, dictionaryOf(release, audience, { policy, demo })));
  const manifest = {
    schemaVersion,
    ...about,
    rows: cells.length,
    suppressed: cells.filter(({ value }) => value === null).length,
    files: files.map(({ name, bytes, sha256 }) => ({ file: name, bytes: bytes.length, sha256 })),
  };
  return { files, manifest };
}

type Named = Pick<ReleaseManifest, 'audience' | 'demo'> & { readonly period: { readonly id: string } };

/** Under which name a file of a release is saved by who downloads it: `dnd-2026-10-figures.csv`. */
export function downloadName({ period, audience, demo }: Named, file: string): string {
  return `${namedFirst(demo === true)}-${period.id}-${audience === 'PUBLIC' ? '' : 'regulator-'}${file}`;
}

async function digested(
  name: ReleaseFileName,
  mediaType: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<ReleaseFile> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return { name, mediaType, bytes, sha256 };
}
