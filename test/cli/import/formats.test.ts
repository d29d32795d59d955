import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FormatName } from '../../../src/cli/import/list-format.ts';
import { readList } from '../../../src/cli/import/read-list.ts';
import { policies } from '../../../src/core/policies/policies.ts';
import type { Policy } from '../../../src/core/policy.ts';
import { noPreferences, type Preferences, refuseAll } from '../../../src/core/preferences.ts';
import { preferencesFault } from '../../../src/core/preferences-check.ts';
import { loadNumberingRules, numberReader } from '../../../src/scrub/number-reader.ts';

await loadNumberingRules();

const usPolicy = policies['US'] as Policy;
const inPolicy = policies['IN'] as Policy;

interface Asked {
  readonly policy?: Policy;
  readonly format?: FormatName;
  readonly preferences?: Preferences | undefined;
  readonly column?: string;
}

async function listed(content: string, { policy = usPolicy, format, preferences, column }: Asked = {}) {
  const rejected: string[] = [];
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(content);
  }
  const list = await readList(bytes(), {
    policy,
    format,
    column,
    preferences,
    preferencesOfRegister: refuseAll,
    readNumber: numberReader(policy, policy.jurisdiction),
    onRejected: ({ line, text }, reason) => rejected.push(`${line} ${reason}: ${text}`),
  });
  const says = [...list.numbers].map((number, at) => [number, list.meanings[list.places[at] ?? 0]] as const);
  return { format: list.format, says, rejected, duplicates: list.duplicates, widened: list.widened };
}

const noHealth: Preferences = { ...noPreferences, categories: { HEALTH: 'REFUSE' } };

test.each<readonly [string, Asked, string, FormatName]>([
  ['the FTC’s full list', {}, '202,5550123\n', 'ftc-full'],
  ['the FTC’s change list', {}, '202,5550123,2026-11-01T00:00:00Z,A\n', 'ftc-change'],
  ['a change list with the verb first', {}, '202,5550123,D,2026-11-01\n', 'ftc-change'],
  [
    'India’s preference records',
    { policy: inPolicy },
    'msisdn,ctgr,cmode,day,time\n9000000000,0,10,30,20\n',
    'in-preferences',
  ],
  ['a number a line', { preferences: noHealth }, '2025550123\n', 'list'],
  ['columns', { preferences: noHealth }, 'id,phone\n1,2025550123\n', 'csv'],
  ['a single column with a head', { preferences: noHealth }, 'pattern\n2025550123\n', 'csv'],
  [
    'preference records with preferences of one’s own for all',
    { policy: inPolicy, preferences: noHealth },
    'msisdn,ctgr,cmode,day,time\n9000000000,0,10,30,20\n',
    'csv',
  ],
  ['what looks like the FTC’s, with a column named', { preferences: noHealth, column: '2' }, '202,5550123\n', 'csv'],
])('%s shows as what it is', async (_, asked, content, format) => {
  expect((await listed(content, asked)).format).toBe(format);
});

test.each<readonly [string, Asked, string, string]>([
  [
    'the FTC’s form under another calling code',
    { policy: inPolicy, format: 'ftc-full' },
    '202,5550123',
    'calling code 1',
  ],
  ['preference records elsewhere', { format: 'in-preferences' }, 'msisdn', 'codes of policy IN'],
  [
    'preferences for records that bring their own',
    { policy: inPolicy, format: 'in-preferences', preferences: refuseAll },
    'msisdn',
    'brings its own preferences',
  ],
  ['a column of a plain list', { format: 'list', column: '1', preferences: refuseAll }, '2025550123', 'csv alone'],
  ['a list without preferences', {}, '2025550123', 'say what the numbers refuse'],
  ['XML', { preferences: refuseAll }, '<list type="full"/>', 'flat text'],
  ['records without a column', { policy: inPolicy, format: 'in-preferences' }, 'msisdn,ctgr\n', 'no column cmode'],
])('%s is refused', async (_, asked, content, words) => {
  await expect(listed(content, asked)).rejects.toThrow(words);
});

test('the FTC’s full list registers with all refused, or what is said instead', async () => {
  const content = '202,5550123\n"202","5550124"\r\n202,555012\n2025550125\n999,5550123\n202,5550123,x\n';
  const { says, rejected } = await listed(content);
  expect(says).toEqual([
    [12025550123, refuseAll],
    [12025550124, refuseAll],
  ]);
  expect(rejected).toEqual([
    '3 not a phone number: 202,555012',
    '4 not a phone number: 2025550125',
    '5 outside the numbering plan: 999,5550123',
    '6 not a phone number: 202,5550123,x',
  ]);
  expect((await listed(content, { preferences: noHealth })).says[0]).toEqual([12025550123, noHealth]);
});

test('of a change list each number’s latest change counts, wherever it stands in the file', async () => {
  const { says, rejected, duplicates } = await listed(
    [
      '202,5550123,2026-11-02T10:00:00-05:00,D',
      '202,5550123,2026-11-01T10:00:00-05:00,A',
      '202,5550124,A',
      '202,5550124,D',
      '202,5550125,"2026-11-01","a"',
      '202,5550126,yesterday,A',
      '202,5550127,2026-11-01',
      '202,5550128,A,D',
    ].join('\n'),
    { format: 'ftc-change' },
  );
  expect(says).toEqual([
    [12025550123, undefined],
    [12025550124, undefined],
    [12025550125, refuseAll],
  ]);
  expect(duplicates).toBe(2);
  expect(rejected).toEqual([
    '6 not a time: 202,5550126,yesterday,A',
    '7 neither added nor deleted: 202,5550127,2026-11-01',
    '8 neither added nor deleted: 202,5550128,A,D',
  ]);
});

const heads = 'msisdn,svcprv,reqno,rmode,ctgr,cmode,day,time,lrn,cts,uts,sts';

function record(codes: string, sts = 'A', uts = '', msisdn = '9000000000'): string {
  return `${msisdn},XX,1,S,${codes},,1700000000,${uts},${sts}`;
}

test.each<readonly [string, string, Partial<Preferences>, number]>([
  ['everything', '0,10,30,20', refuseAll, 0],
  ['everything, though a category stands beside', '"0,3",10,30,20', refuseAll, 0],
  ['categories', '"1,4",10,30,20', { categories: { FINANCE: 'REFUSE', HEALTH: 'REFUSE' } }, 0],
  ['modes', '0,"11,13",30,20', { channels: { VOICE: 'REFUSE', AUTO_PRERECORDED: 'REFUSE' } }, 0],
  ['modes, the category left empty', ',12,,', { channels: { SMS: 'REFUSE' } }, 0],
  [
    'a category in a mode',
    '8,12,30,20',
    { cells: [{ category: 'FOOD_BEVERAGE', channel: 'SMS', choice: 'REFUSE' }] },
    0,
  ],
  ['times', '0,10,30,"21,29"', { refusedBands: ['H00_06', 'H21_24'] }, 0],
  ['days', '0,10,"36,37,38",20', { refusedDayTypes: ['HOLIDAY', 'SAT', 'SUN'] }, 0],
  ['every mode by its name', '1,"11,12,13,14,15",30,20', { categories: { FINANCE: 'REFUSE' } }, 0],
  ['a category at some times: then always', '2,10,30,21', { categories: { REAL_ESTATE: 'REFUSE' } }, 1],
  ['some times of some days: then of all', '0,10,37,29', { refusedBands: ['H21_24'] }, 1],
])('a preference record refuses %s', async (_, codes, preferences, widened) => {
  const list = await listed(`${heads}\n${record(codes)}\n`, { policy: inPolicy });
  expect(list.rejected).toEqual([]);
  expect(list.says).toEqual([[919000000000, { ...noPreferences, ...preferences }]]);
  expect(list.widened).toBe(widened);
});

test.each([
  ['20,10,30,0', 'A', '', 'not a code'],
  ['9,10,30,20', 'A', '', 'not a code'],
  ['1,16,30,20', 'A', '', 'not a code'],
  ['1,10,22,31', 'A', '', 'day and time swapped'],
  ['1,10,30,37', 'A', '', 'day and time swapped'],
  [',10,30,20', 'A', '', 'no preference'],
  [',,,', 'A', '', 'no preference'],
  ['0,10,30,20', 'X', '', 'not a status'],
  ['0,10,30,20', 'A', 'today', 'not a time'],
])('a preference record with %j, %j, %j is rejected: %s', async (codes, sts, uts, reason) => {
  const { says, rejected } = await listed(`${heads}\n${record(codes, sts, uts)}\n`, { policy: inPolicy });
  expect(says).toEqual([]);
  expect(rejected).toEqual([expect.stringContaining(`2 ${reason}: 9000000000,XX,`)]);
});

test('a terminated preference is withdrawn; of several records the last updated counts', async () => {
  const rows = [record('0,10,30,20', 'T', '1700000002'), record('0,10,30,20', 'A', '1700000001')];
  expect((await listed([heads, ...rows].join('\n'), { policy: inPolicy })).says).toEqual([[919000000000, undefined]]);
  const later = record('4,10,30,20', 'A', '1700000003');
  expect((await listed([heads, ...rows, later].join('\n'), { policy: inPolicy })).says).toEqual([
    [919000000000, noHealth],
  ]);
});

const some = (from: number, until: number, all: string) =>
  fc.oneof(
    fc.constantFrom(all, ''),
    fc
      .uniqueArray(fc.integer({ min: from, max: until }), { minLength: 1, maxLength: 4 })
      .map((codes) => `"${codes.join(',')}"`),
  );

test('whatever codes a record has, it is rejected or gives preferences of the policy that refuse something', async () => {
  const codes = fc.tuple(some(0, 9, '0'), some(10, 16, '10'), some(30, 39, '30'), some(20, 30, '20'));
  await fc.assert(
    fc.asyncProperty(fc.array(codes, { minLength: 1, maxLength: 10 }), async (rows) => {
      const lines = rows.map((row, at) => record(row.join(','), 'A', '', String(9_000_000_000 + at)));
      const { says, rejected } = await listed([heads, ...lines].join('\n'), { policy: inPolicy });
      expect(says.length + rejected.length).toBe(rows.length);
      for (const [, preferences] of says) {
        expect(preferences).not.toEqual(noPreferences);
        expect(preferencesFault(inPolicy, preferences ?? noPreferences)).toBeUndefined();
      }
    }),
  );
});
