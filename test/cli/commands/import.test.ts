import { readFileSync, statSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PhoneNumber } from '../../../src/core/phone-number.ts';
import { openSqliteStore } from '../../../src/storage/sqlite/sqlite-store.ts';
import { demoShell } from '../demo-shell.ts';
import type { Shell } from '../shell.ts';

interface Summary {
  readonly written: boolean;
  readonly batch: string;
  readonly rows: number;
  readonly registered: number;
  readonly kept: number;
  readonly duplicates: number;
  readonly rejected: number;
}

async function imported(one: Shell, ...args: string[]): Promise<Summary> {
  return JSON.parse(await one.done('import', ...args, '--json')) as Summary;
}

async function headOf(one: Shell): Promise<number> {
  const store = await openSqliteStore({ file: `${one.dataDir}/registry.sqlite`, use: 'COMMAND' });
  const head = store.head();
  await store.close();
  return head;
}

async function preferencesOf(one: Shell, numbers: readonly number[]) {
  const store = await openSqliteStore({ file: `${one.dataDir}/registry.sqlite`, use: 'COMMAND' });
  const found = numbers.map((number) => store.number(number as PhoneNumber).record.state.preferences);
  await store.close();
  return found;
}

test('without --write a list is only checked; with it, it is registered once', async () => {
  const one = await demoShell();
  writeFileSync(one.path('list'), '13800138000\n13900139000\n+86 138 0013 8000\nx\n');
  const { exitCode, out, notes } = await one.run(['import', one.path('list'), '--refuse', 'all']);
  expect(exitCode).toBe(0);
  expect(out.replaceAll(one.path('list'), 'FILE').split('\n').slice(0, -1)).toEqual([
    'rows         4  of FILE (list)',
    'to register  2',
    'kept         0',
    'duplicate    1',
    'rejected     1  1 not a phone number',
  ]);
  expect(notes).toBe('Nothing was changed. Add --write to do it.');
  expect((await preferencesOf(one, [8613800138000]))[0]?.base).toBe('LAW');
  const first = await imported(one, one.path('list'), '--refuse', 'all', '--write');
  expect(first).toMatchObject({ rows: 4, registered: 2, kept: 0, duplicates: 1, rejected: 1 });
  const again = await imported(one, one.path('list'), '--refuse', 'all', '--write');
  expect(again).toEqual({ ...first, registered: 0, kept: 2 });
  expect((await preferencesOf(one, [8613800138000]))[0]?.base).toBe('REFUSE_ALL');
});

test.each([
  [['--refuse', 'FIN_CREDIT,HEALTH'], { categories: { FIN_CREDIT: 'REFUSE', HEALTH: 'REFUSE' } }],
  [['--channel', 'SMS'], { channels: { SMS: 'REFUSE' } }],
  [
    ['--refuse', 'HEALTH', '--channel', 'VOICE'],
    { cells: [{ category: 'HEALTH', channel: 'VOICE', choice: 'REFUSE' }] },
  ],
  [['--preferences', 'FILE'], { base: 'REFUSE_EXCEPT', categories: { HEALTH: 'ALLOW' } }],
])('the numbers refuse what %j says', async (args, preferences) => {
  const one = await demoShell();
  writeFileSync(one.path('FILE'), JSON.stringify(preferences));
  writeFileSync(one.path('list'), '13800138000\n');
  await imported(one, one.path('list'), '--write', ...args.map((arg) => (arg === 'FILE' ? one.path(arg) : arg)));
  expect((await preferencesOf(one, [8613800138000]))[0]).toMatchObject(preferences);
});

test('the FTC’s full list and its changes; each file again leaves the log as it is', async () => {
  const one = await demoShell('US');
  writeFileSync(one.path('full'), '202,5550123\n202,5550124\n202,155\n');
  writeFileSync(one.path('change'), '202,5550123,2026-11-01T08:00:00Z,D\n202,5550125,2026-11-01T08:00:00Z,A\n');
  const full = await imported(one, one.path('full'), '--write', '--batch', 'november');
  expect(full).toMatchObject({ format: 'ftc-full', batch: 'ftc:november', registered: 2, rejected: 1 });
  expect(await imported(one, one.path('change'))).toMatchObject({ registered: 1, withdrawn: 1, written: false });
  const change = await imported(one, one.path('change'), '--write');
  expect(change).toMatchObject({ format: 'ftc-change', registered: 1, withdrawn: 1, kept: 0 });
  const bases = await preferencesOf(one, [12025550123, 12025550124, 12025550125]);
  expect(bases.map(({ base }) => base)).toEqual(['LAW', 'REFUSE_ALL', 'REFUSE_ALL']);
  const head = await headOf(one);
  await imported(one, one.path('full'), '--write', '--batch', 'november');
  await imported(one, one.path('change'), '--write');
  expect(await headOf(one)).toBe(head);
});

test('preference records bring the preferences of each number', async () => {
  const one = await demoShell('IN');
  const heads = 'msisdn,ctgr,cmode,day,time,sts\n';
  writeFileSync(
    one.path('records'),
    `${heads}9000000000,0,10,30,20,A\n9000000001,"1,4",10,30,20,A\n9000000002,1,10,21,30,A\n`,
  );
  writeFileSync(one.path('later'), `${heads}9000000000,0,10,30,20,T\n9000000001,4,10,30,20,A\n`);
  expect(await imported(one, one.path('records'), '--write')).toMatchObject({ registered: 2, rejected: 1 });
  expect(await imported(one, one.path('later'), '--write')).toMatchObject({ registered: 1, withdrawn: 1, rejected: 0 });
  const [first, second] = await preferencesOf(one, [919000000000, 919000000001]);
  expect(first?.base).toBe('LAW');
  expect(second?.categories).toEqual({ HEALTH: 'REFUSE' });
});

test('what cannot be meant is refused before the list is read', async () => {
  const one = await demoShell();
  writeFileSync(one.path('P'), '{"categories": ["HEALTH"]}');
  writeFileSync(one.path('Q'), '{"refuses": {}}');
  const refusals: readonly (readonly [string[], number, string])[] = [
    [['--refuse', 'all', '--channel', 'SMS'], 2, '--refuse: all covers every category'],
    [['--refuse', 'all', '--preferences', one.path('P')], 2, '--preferences: give it alone'],
    [['--refuse', 'WITCHCRAFT'], 1, "categories.WITCHCRAFT: not a category of this registry's policy"],
    [['--channel', 'SMOKE'], 1, "channels.SMOKE: not a channel of this registry's policy"],
    [['--preferences', one.path('P')], 1, 'categories: must be an object of REFUSE or ALLOW by id'],
    [['--preferences', one.path('Q')], 1, 'refuses: no such member'],
    [['--refuse', 'all', '--country', 'XX'], 2, '--country: XX is no country'],
    [['--refuse', 'all'], 1, 'nothing.csv: there is no such file or folder'],
  ];
  writeFileSync(one.path('list'), '13800138000\n');
  expect((await one.run(['import', one.path('list')])).notes).toContain('--refuse: say what the numbers refuse');
  for (const [args, exitCode, words] of refusals) {
    const ran = await one.run(['import', one.path('nothing.csv'), ...args]);
    expect(ran).toMatchObject({ exitCode, out: '' });
    expect(ran.notes).toContain(words);
  }
});

test('rejected rows go to a file of their own, for its owner alone', async () => {
  const one = await demoShell();
  writeFileSync(one.path('list'), 'phone\n13800138000\n"say ""x"""\n');
  const args = ['import', one.path('list'), '--refuse', 'all', '--rejected'];
  await one.done(...args, one.path('rejected.csv'));
  expect(readFileSync(one.path('rejected.csv'), 'utf8')).toBe('line,reason,value\n3,not a phone number,"say ""x"""\n');
  expect(statSync(one.path('rejected.csv')).mode & 0o777).toBe(0o600);
  expect((await one.run([...args, one.path('list')])).notes).toContain('is the list itself');
});

test('a list comes by standard input too, and is the same batch in any order', async () => {
  const one = await demoShell();
  const args = ['import', '-', '--refuse', 'all', '--write', '--json'];
  const first = await one.run(args, { input: '13800138000\n13900139000\n' });
  const second = await one.run(args, { input: '+8613900139000\r\n+8613800138000\r\n' });
  expect(JSON.parse(first.out)).toMatchObject({ registered: 2 });
  expect(JSON.parse(second.out)).toMatchObject({ kept: 2, batch: (JSON.parse(first.out) as Summary).batch });
});

test('lists upon lists leave what a plain map would: who came first stays', async () => {
  const list = fc.array(fc.nat(30_000), { maxLength: 40 });
  const categories = ['HEALTH', 'EDUCATION', 'REAL_ESTATE'];
  await fc.assert(
    fc.asyncProperty(fc.array(list, { minLength: 2, maxLength: 3 }), async (lists) => {
      const one = await demoShell();
      const model = new Map<number, string>();
      for (const [index, offsets] of lists.entries()) {
        const category = categories[index] ?? '';
        const numbers = offsets.map((offset) => 8613900000000 + offset);
        writeFileSync(one.path('list'), numbers.join('\n'));
        const { registered, kept, duplicates, rejected, rows } = await imported(
          one,
          one.path('list'),
          '--refuse',
          category,
          '--write',
        );
        const fresh = new Set(numbers.filter((number) => !model.has(number)));
        expect({ registered, rejected, rows }).toEqual({ registered: fresh.size, rejected: 0, rows: numbers.length });
        expect(registered + kept + duplicates).toBe(rows);
        for (const number of fresh) model.set(number, category);
      }
      const found = await preferencesOf(one, [...model.keys()]);
      expect(found.map(({ categories }) => Object.keys(categories))).toEqual([...model.values()].map((one) => [one]));
    }),
    { numRuns: 3 },
  );
});
