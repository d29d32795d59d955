import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { cnPolicy } from '../../src/core/policies/cn.ts';
import { dimensionIds, measures } from '../../src/core/statistics/measures.ts';
import type { Release } from '../../src/core/statistics/release.ts';
import type { Audience } from '../../src/exports/release-cells.ts';
import {
  downloadName,
  type ReleaseFileName,
  type ReleaseFiles,
  releaseFiles,
} from '../../src/exports/release-files.ts';
import { october } from './made-release.ts';
import { openedByDuckdb } from './opened-by-duckdb.ts';

const facts = { position: 'log:4711', policy: cnPolicy, demo: false };

function bytesOf({ files }: ReleaseFiles, name: ReleaseFileName): Uint8Array {
  const file = files.find((one) => one.name === name);
  if (file === undefined) throw new Error(name);
  return file.bytes;
}

function jsonIn(made: ReleaseFiles, name: ReleaseFileName) {
  return JSON.parse(Buffer.from(bytesOf(made, name)).toString());
}

test('files of a demo say so, all but CSV, which has no room for it, and the columns stay', async () => {
  const [real, made] = [
    await releaseFiles(october, 'PUBLIC', facts),
    await releaseFiles(october, 'PUBLIC', { ...facts, demo: true }),
  ];
  expect([real.manifest.demo, made.manifest.demo]).toEqual([undefined, true]);
  for (const name of ['figures.json', 'dictionary.json'] as const) {
    expect(jsonIn(real, name)).not.toHaveProperty('demo');
    expect(jsonIn(made, name)).toEqual({ ...jsonIn(real, name), demo: true });
  }
  expect(bytesOf(made, 'figures.csv')).toEqual(bytesOf(real, 'figures.csv'));
  const duckdb = await openedByDuckdb();
  const parquet = duckdb.file('demo.parquet', bytesOf(made, 'figures.parquet'));
  const said = `SELECT decode(value) FROM parquet_kv_metadata('${parquet}') WHERE decode(key) = 'demo'`;
  expect(await duckdb.rows(said)).toEqual([['true']]);
  expect(downloadName(made.manifest, 'figures.csv')).toBe('dnd-demo-2026-10-figures.csv');
  expect(downloadName(real.manifest, 'figures.csv')).toBe('dnd-2026-10-figures.csv');
});

describe('opened by DuckDB as they are', () => {
  test('CSV and Parquet have the columns of the dictionary, and its types', async () => {
    const made = await releaseFiles(october, 'PUBLIC', facts);
    const duckdb = await openedByDuckdb();
    const csv = duckdb.file('figures.csv', bytesOf(made, 'figures.csv'));
    const parquet = duckdb.file('figures.parquet', bytesOf(made, 'figures.parquet'));
    const names = ['period', 'measure', 'unit', ...dimensionIds, 'value', 'status'];
    const typed = names.map((name) => [name, name === 'value' ? 'BIGINT' : 'VARCHAR']);

    const ofParquet = await duckdb.rows(`SELECT column_name, column_type FROM (DESCRIBE FROM '${parquet}')`);
    expect(ofParquet).toEqual(typed);
    // Of CSV DuckDB guesses; percentiles are numbers to it.
    const guessed: Readonly<Record<string, string>> = { percentile: 'BIGINT' };
    const ofCsv = await duckdb.rows(`SELECT column_name, column_type FROM (DESCRIBE FROM '${csv}')`);
    expect(ofCsv).toEqual(typed.map(([name = '', type]) => [name, guessed[name] ?? type]));
    expect(jsonIn(made, 'dictionary.json').columns.map(({ name }: { name: string }) => name)).toEqual(names);

    const same = 'SELECT period, measure, region, category, channel, choice, value, status FROM';
    expect(await duckdb.rows(`${same} '${csv}'`)).toEqual(await duckdb.rows(`${same} '${parquet}'`));
  });

  test('sums over what is published are the release’s own, and what is suppressed is NULL', async () => {
    const made = await releaseFiles(october, 'REGULATOR', facts);
    const duckdb = await openedByDuckdb();
    for (const name of ['figures.csv', 'figures.parquet'] as const) {
      const file = duckdb.file(name, bytesOf(made, name));
      const sums = await duckdb.rows(
        `SELECT measure, sum(value)::VARCHAR, count(*)::INT, count(value)::INT, count(*) FILTER (status = 'SUPPRESSED')::INT
         FROM '${file}' GROUP BY measure ORDER BY measure`,
      );
      expect(sums).toEqual(
        october.tables
          .map(({ measure, values }) => {
            const published = values.filter((value) => value !== null);
            const sum = published.reduce((total, value) => total + BigInt(value), 0n);
            return [measure, String(sum), values.length, published.length, values.length - published.length];
          })
          .sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
      );
      const mixed = `SELECT count(*)::INT FROM '${file}' WHERE (value IS NULL) <> (status = 'SUPPRESSED')`;
      expect(await duckdb.rows(mixed)).toEqual([[0]]);
    }
  });

  test('a single cell says in which region, category and channel it is', async () => {
    const made = await releaseFiles(october, 'PUBLIC', facts);
    const duckdb = await openedByDuckdb();
    const parquet = duckdb.file('figures.parquet', bytesOf(made, 'figures.parquet'));
    const { axes = [], values = [] } = october.tables.find(({ measure }) => measure === 'CONSENTS_IN_FORCE') ?? {};
    const [regions, categories, channels] = axes.map(({ members }) => members);
    const at = (2 * (categories?.length ?? 0) + 3) * (channels?.length ?? 0) + 1;
    const found = await duckdb.rows(
      `SELECT value::VARCHAR, unit, choice FROM '${parquet}' WHERE measure = 'CONSENTS_IN_FORCE'
       AND region = '${regions?.[2]}' AND category = '${categories?.[3]}' AND channel = '${channels?.[1]}'`,
    );
    expect(found).toEqual([[String(values[at]), 'CONSENTS', null]]);
  });

  test('text is in dictionaries, everything compressed by Snappy, and the file says what it is', async () => {
    const made = await releaseFiles(october, 'PUBLIC', facts);
    const duckdb = await openedByDuckdb();
    const parquet = duckdb.file('figures.parquet', bytesOf(made, 'figures.parquet'));
    const chunks = `SELECT DISTINCT compression FROM parquet_metadata('${parquet}')`;
    expect(await duckdb.rows(chunks)).toEqual([['SNAPPY']]);
    const plain = `SELECT count(*)::INT FROM parquet_metadata('${parquet}')
      WHERE type = 'BYTE_ARRAY' AND encodings NOT LIKE '%RLE_DICTIONARY%'`;
    expect(await duckdb.rows(plain)).toEqual([[0]]);
    const said = `SELECT key::VARCHAR, value::VARCHAR FROM parquet_kv_metadata('${parquet}')`;
    expect(Object.fromEntries((await duckdb.rows(said)) as [string, string][])).toMatchObject({
      schemaVersion: '1',
      position: 'log:4711',
      policy: cnPolicy.id,
      audience: 'PUBLIC',
    });
  });

  test('a release without a single table opens too', async () => {
    const made = await releaseFiles({ ...october, tables: [] }, 'PUBLIC', facts);
    const duckdb = await openedByDuckdb();
    for (const name of ['figures.csv', 'figures.parquet'] as const) {
      const file = duckdb.file(name, bytesOf(made, name));
      expect(await duckdb.rows(`SELECT count(*)::INT FROM '${file}'`), name).toEqual([[0]]);
    }
    expect(jsonIn(made, 'figures.json').cells).toEqual([]);
  });
});

test('the same release gives the same bytes in every process: these', async () => {
  const values = [12, null, 0, Number.MAX_SAFE_INTEGER];
  const axes = [
    { dimension: 'region', members: ['ALL', 'CN-GD'] },
    { dimension: 'change', members: ['GIVEN', 'WITHDRAWN'] },
  ] as const;
  const small: Release = { ...october, policyId: 'P', tables: [{ measure: 'CONSENT_CHANGES', axes, values }] };
  const { manifest } = await releaseFiles(small, 'PUBLIC', facts);
  // Where one of these changes, whoever kept the file of a release that is out has another one: `schemaVersion` too.
  expect(Object.fromEntries(manifest.files.slice(0, 3).map(({ file, sha256 }) => [file, sha256]))).toEqual({
    'figures.csv': 'fcf561f9e42b316ee40828b298d8e796b704e93451a3e49f15a9aac98701b47a',
    'figures.json': '41ba2f7eeabf36098d2843856cd62da21ed56267dc828c43e2d85558bc3ab778',
    'figures.parquet': '8d7cf13904c66a27c78be1cc7a5daa655e16ca197f64b216ac66868b8ad37356',
  });
});

describe('the manifest', () => {
  test('has length and SHA-256 of each file, and what the release is', async () => {
    const made = await releaseFiles(october, 'PUBLIC', facts);
    expect(made.manifest).toMatchObject({
      schemaVersion: 1,
      audience: 'PUBLIC',
      period: october.period,
      position: 'log:4711',
      countedAt: '2026-10-31T17:00:00.000Z',
      policy: cnPolicy.id,
      minimumCellSize: 10,
      licence: 'CC-BY-4.0',
    });
    expect(made.manifest.files).toEqual(
      made.files.map(({ name, bytes }) => ({
        file: name,
        bytes: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
      })),
    );
    const { cells } = jsonIn(made, 'figures.json');
    const suppressed = cells.filter(({ status }: { status: string }) => status === 'SUPPRESSED');
    expect([made.manifest.rows, made.manifest.suppressed]).toEqual([cells.length, suppressed.length]);
  });

  test.for(['PUBLIC', 'REGULATOR'] as const)('the same release gives the same bytes (%s)', async (audience) => {
    const asRead = turned(october) as Release;
    const [one, other] = [await releaseFiles(october, audience, facts), await releaseFiles(asRead, audience, facts)];
    expect(other.manifest).toEqual(one.manifest);
    for (const [at, { bytes }] of one.files.entries()) {
      expect(Buffer.compare(bytes, other.files[at]?.bytes ?? new Uint8Array())).toBe(0);
    }
  });
});

test('what the regulator alone may see is in no public file, whatever the release holds', async () => {
  const secret = measures.filter(({ audience }) => audience === 'REGULATOR').map(({ id }) => id);
  expect(secret.length).toBeGreaterThan(0);
  const found = async (audience: Audience) => {
    const { files } = await releaseFiles(october, audience, facts);
    const text = files.map(({ bytes }) => Buffer.from(bytes).toString('latin1')).join('\n');
    // By itself: TEXTS is a part of no other word here, nor is CODES.
    return secret.filter((id) => text.includes(`"${id}"`) || text.includes(`,${id},`));
  };
  expect(await found('PUBLIC')).toEqual([]);
  expect(await found('REGULATOR')).toEqual(secret);
});

test('CSV ends its lines in CR LF, has no mark at the beginning, and leaves empty what is suppressed', async () => {
  const text = Buffer.from(bytesOf(await releaseFiles(october, 'PUBLIC', facts), 'figures.csv')).toString();
  expect(text.startsWith('period,measure,unit,region,')).toBe(true);
  expect(text.endsWith('\r\n')).toBe(true);
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  const rows = text.split('\r\n').filter((row) => row.endsWith(',SUPPRESSED'));
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.filter((row) => !row.endsWith(',,SUPPRESSED'))).toEqual([]);
});

test('the dictionary names every member of the files, in each language of the policy', async () => {
  const {
    dimensions,
    languages,
    measures: described,
  } = jsonIn(await releaseFiles(october, 'PUBLIC', facts), 'dictionary.json');
  expect(described.map(({ id }: { id: string }) => id)).toEqual(
    measures.filter(({ audience }) => audience === 'PUBLIC').map(({ id }) => id),
  );
  const named = Object.fromEntries(dimensions.map((one: { id: string; members: unknown }) => [one.id, one.members]));
  expect(Object.keys(named)).toEqual(dimensionIds.filter((id) => id !== 'role' && id !== 'call'));
  for (const id of ['category', 'channel', 'dayType']) {
    for (const { names } of named[id]) expect(Object.keys(names), id).toEqual(languages);
  }
  expect(named['category']).toEqual(cnPolicy.categories.map(({ id, code, names }) => ({ id, code, names })));
  expect(named['band'][0]).toEqual({
    id: expect.any(String),
    code: expect.any(Number),
    from: '00:00',
    to: expect.any(String),
  });
  expect(named['stance'].at(-1)).toEqual({ id: 'REFUSE_ALL', meaning: 'refuses everything' });
  expect(named['region'].at(-1)).toEqual({ id: 'UNKNOWN', names: { zh: '未知', en: 'Unknown' } });
});

/** The same value, with the members of each object in the opposite order: a store keeps its own. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).reverse();
  return Object.fromEntries(members.map(([name, member]) => [name, turned(member)]));
}
