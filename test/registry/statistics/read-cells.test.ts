import { expect, test } from 'vitest';
import { monthOf, periodOf } from '../../../src/core/statistics/period.ts';
import type { Axis, MeasureTable, PeriodId, Release } from '../../../src/core/statistics/release.ts';
import type { Registry } from '../../../src/registry/registry.ts';
import { noteFiguresShown } from '../../../src/registry/statistics/note-figures-shown.ts';
import { type CellsQuery, readCells } from '../../../src/registry/statistics/read-cells.ts';
import { readReleases, releaseOf } from '../../../src/registry/statistics/read-releases.ts';
import { publicReader } from '../../../src/registry/statistics/reader.ts';
import { freshStore, memoryRegistry, operatorAtConsole, setOrganisation, startedAt } from '../memory-registry.ts';

const axes: readonly Axis[] = [
  { dimension: 'region', members: ['ALL', 'CN-GD', 'UNKNOWN'] },
  { dimension: 'stance', members: ['ALL', 'LAW'] },
];
const registered: MeasureTable = { measure: 'NUMBERS_REGISTERED', axes, values: [30, 20, null, null, 12, 0] };
const codes: MeasureTable = {
  measure: 'CODES',
  axes: [{ dimension: 'outcome', members: ['SENT', 'REDEEMED'] }],
  values: [5, 4],
};

async function release(registry: Registry, periodId: PeriodId): Promise<void> {
  const document: Release = {
    period: periodOf(periodId) ?? monthOf('1970-01-01'),
    schemaVersion: 1,
    policyId: registry.policy.id,
    position: 7,
    countedAt: startedAt,
    minimumCellSize: 10,
    tables: [registered, codes],
  };
  const event = { kind: 'RELEASE_SET', document } as const;
  const common = { at: startedAt, actor: 'operator:test', wayIn: 'CLI', follows: 0 } as const;
  await registry.store.append([{ ...common, entityId: periodId, event }]);
}

const query: CellsQuery = { measure: 'NUMBERS_REGISTERED', kind: 'MONTH', from: '2026-09', until: '2026-11' };

test('cells come by period, suppressed ones as such, and periods without a release are named', async () => {
  const { registry } = await memoryRegistry();
  await release(registry, '2026-11');
  await release(registry, '2026-09');
  const found = readCells(registry, publicReader, { ...query, members: { stance: ['LAW'], region: [] } });
  expect(found).toEqual({
    measure: 'NUMBERS_REGISTERED',
    periods: ['2026-09', '2026-11'],
    missing: ['2026-10'],
    cells: ['2026-09', '2026-11'].flatMap((period) =>
      (
        [
          ['ALL', 20],
          ['CN-GD', null],
          ['UNKNOWN', 0],
        ] as const
      ).map(([region, value]) => ({
        period,
        measure: 'NUMBERS_REGISTERED',
        members: { region, stance: 'LAW' },
        value,
      })),
    ),
  });
});

test('a release shows in every process as soon as it is written, the latest period first', async () => {
  const store = freshStore();
  const { registry } = await memoryRegistry({ store });
  const { registry: other } = await memoryRegistry({ store });
  const listed = () => readReleases(other, publicReader).map(({ period }) => period.id);
  expect(listed()).toEqual([]);
  for (const id of ['2026-12', '2026-Q4', '2026-10', '2027-01']) await release(registry, id);
  expect(listed()).toEqual(['2027-01', '2026-12', '2026-Q4', '2026-10']);
});

test('the public sees what is open data, the regulator everything, others nothing', async () => {
  const { registry } = await memoryRegistry();
  await release(registry, '2026-11');
  const regulator = await setOrganisation(registry, 'regulator-1', { role: 'REGULATOR' });
  const brand = await setOrganisation(registry, 'brand-1');
  const seenBy = (reader: Parameters<typeof releaseOf>[1]) =>
    releaseOf(registry, reader, '2026-11').tables.map(({ measure }) => measure);
  expect(seenBy(publicReader)).toEqual(['NUMBERS_REGISTERED']);
  expect(seenBy(regulator)).toEqual(['NUMBERS_REGISTERED', 'CODES']);
  expect(seenBy(operatorAtConsole)).toEqual(['NUMBERS_REGISTERED', 'CODES']);
  expect(() => seenBy(brand)).toThrow('dnd:statistics:read');
  expect(() => readReleases(registry, brand)).toThrow('dnd:statistics:read');
  expect(() => readCells(registry, brand, query)).toThrow('dnd:statistics:read');
  expect(() => readCells(registry, publicReader, { ...query, measure: 'CODES' })).toThrow('no such measure');
  expect(() => releaseOf(registry, publicReader, '2026-10')).toThrow(
    expect.objectContaining({ code: 'NOT_FOUND', field: 'period' }),
  );
});

test.for([
  [{ measure: 'NUMBERS' }, 'measure', /^one of NUMBERS_REGISTERED, NUMBERS_BY_CHOICE/],
  [{ from: '2026-Q3' }, 'from', /2026-10/],
  [{ until: 'soon' }, 'until', /2026-10/],
  [{ until: '2026-08' }, 'until', /2026-09 or later/],
  [{ from: '1980-01' }, 'until', /at most 120 periods/],
  [{ kind: 'QUARTER' }, 'from', /2026-Q4/],
  [{ members: { category: ['FIN_CREDIT'] } }, 'category', /^one of region, stance$/],
  [{ members: { region: ['CN-GD', 'CN-XX'] } }, 'region', /^one of ALL, CN-GD, UNKNOWN$/],
] as const)('what does not fit is said with its field and what would: %j', async ([wrong, field, limit]) => {
  const { registry } = await memoryRegistry();
  await release(registry, '2026-09');
  expect(() => readCells(registry, publicReader, { ...query, ...wrong } as CellsQuery)).toThrow(
    expect.objectContaining({ name: 'Fault', field, limit: expect.stringMatching(limit) }),
  );
});

test('who is shown figures is in the log, the public and the console aside', async () => {
  const { registry } = await memoryRegistry();
  const regulator = await setOrganisation(registry, 'regulator-1', { role: 'REGULATOR' });
  await noteFiguresShown(registry, { ...regulator, person: 'Ann' }, { what: 'DESK', query: 'measure=CODES' });
  await noteFiguresShown(registry, publicReader, { what: 'CELLS', query: '' });
  await noteFiguresShown(registry, operatorAtConsole, { what: 'CELLS', query: '' });
  const brand = await setOrganisation(registry, 'brand-1');
  await expect(noteFiguresShown(registry, brand, { what: 'CELLS', query: '' })).rejects.toThrow('dnd:statistics:read');
  const shown = registry.store.entities('FIGURES_SHOWN', '', 10).map(({ document }) => document);
  expect(shown).toEqual([{ organisationId: 'regulator-1', person: 'Ann', what: 'DESK', query: 'measure=CODES' }]);
});
