import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Policy } from '../src/core/policy.ts';
import type { Release } from '../src/core/statistics/release.ts';
import { releaseFiles } from '../src/exports/release-files.ts';
import type { Row } from './results.ts';

const rounds = 7;

/** All files of a release for the regulator, with their digests, into a folder; DuckDB writes the same rows in the same forms. */
export async function exportRow(release: Release, policy: Policy): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-figures-'));
  try {
    const written = () => writtenExport(release, policy, folder);
    const { files, manifest } = await written();
    const ours: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const startedAt = performance.now();
      await written();
      ours.push(performance.now() - startedAt);
    }
    const theirs = duckdbRounds(join(folder, 'figures.parquet'), folder);
    const [value, peerValue] = [middle(ours), middle(theirs)];
    const sizes = files.map(({ name, bytes }) => `${name} ${Math.ceil(bytes.length / 1_000).toLocaleString('en')} kB`);
    return {
      what: `full export of a release, ${manifest.rows.toLocaleString('en')} cells`,
      unit: 'ms',
      value,
      peer: 'DuckDB, the same rows as CSV, JSON and Parquet',
      peerValue,
      ratio: value / peerValue,
      lessIsMore: true,
      more: sizes.join(', '),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function writtenExport(release: Release, policy: Policy, folder: string): ReturnType<typeof releaseFiles> {
  const made = await releaseFiles(release, 'REGULATOR', { position: `log:${release.position}`, policy, demo: false });
  for (const { name, bytes } of made.files) writeFileSync(join(folder, name), bytes);
  return made;
}

/** The first round, in which both sides load what they need, does not count. */
function duckdbRounds(parquet: string, folder: string): readonly number[] {
  const copy = join(folder, 'input.parquet');
  execFileSync('cp', [parquet, copy]);
  const peer = ['bench/peers/duckdb-export.ts', copy, folder, String(rounds + 1)];
  const printed = execFileSync(process.execPath, peer, { encoding: 'utf8' });
  return printed.trim().split('\n').slice(1).map(Number);
}

function middle(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}
