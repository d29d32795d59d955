import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { endServers, freePort, freshDataDir, serve } from '../served-registry.ts';
import { askedAbout, countedByAnswer, countedByTools, dnd, plannedAt, writeLines } from './asked-list.ts';

const { dataDir, remove } = freshDataDir();
afterAll(() => {
  endServers();
  remove();
});

/** Made up: four area codes, the last of them on Guam, and exchanges that are only used in fiction and in tests. */
const areaCodes = ['202', '305', '415', '671'] as const;

function* madeUpNumbers(count: number): Generator<string> {
  for (let at = 0; at < count; at += 1) {
    yield `${areaCodes[at % areaCodes.length]}555${String((at * 7_919) % 10_000).padStart(4, '0')}`;
  }
}

/** Rows such as reports of callers have: too short, too long, an exchange or an area code that does not exist. */
const noNumbers = ['555', '20255501234', '2021550123', '9995550123', '0000000000', 'private'];

test('of a list imported in the FTC’s form and one in columns, batches answer what sort and comm say', async () => {
  const file = (name: string) => join(dataDir, name);
  const reported = [...madeUpNumbers(5_000), ...[...madeUpNumbers(500)].reverse(), ...noNumbers];
  const full = reported.slice(0, 2_000).filter((_, at) => at % 3 === 0);
  const half = reported.slice(2_000).filter((_, at) => at % 2 === 0);
  dnd(dataDir, 'US', 'init');
  writeLines(file('full.txt'), [...full.map((one) => `${one.slice(0, 3)},${one.slice(3)}`), '202,155012']);
  writeLines(file('half.csv'), ['pattern', ...half]);
  const fromFull = imported(file('full.txt'), '--write', '--rejected', file('rejected.csv'));
  expect(fromFull).toMatchObject({ format: 'ftc-full', rows: full.length + 1, registered: full.length, rejected: 1 });
  expect(imported(file('half.csv'), '--write', '--refuse', 'all')).toMatchObject({ format: 'csv', rows: half.length });

  const asked = reported.map((one) => `+1${one}`);
  const server = await serve(dataDir, await freePort());
  const digests: boolean[] = [];
  const onResponse = (text: string) => digests.push(rowsAreDigested(text));
  const rows = await askedAbout(server, asked, { rowsPerBatch: 1_000, plannedAt: plannedAt(), onResponse });
  expect(await server.stop()).toBe(0);
  writeLines(file('asked'), asked);
  writeLines(
    file('registered'),
    [...full, ...half].map((one) => `+1${one}`),
  );
  const plan = '^[+]1(202|305|415|671)[2-9][0-9]{6}$';
  const tools = countedByTools({
    folder: dataDir,
    registered: file('registered'),
    asked: file('asked'),
    plan,
    asleep: '^[+]1671',
  });
  expect(countedByAnswer(rows)).toEqual(tools);
  expect(Object.values(tools).reduce((sum, count) => sum + count, 0)).toBe(asked.length);
  expect(Math.min(...Object.values(tools))).toBeGreaterThan(0);
  expect(digests).toEqual(Array.from({ length: 6 }, () => true));

  function imported(...args: string[]): Record<string, unknown> {
    return JSON.parse(dnd(dataDir, 'US', 'import', ...args, '--json')) as Record<string, unknown>;
  }
}, 60_000);

/** Whether the receipt's payload holds the SHA-256 of the rows' exact bytes. */
function rowsAreDigested(text: string): boolean {
  const { receipt } = JSON.parse(text) as { readonly receipt: string };
  const rows = text.slice(text.indexOf('['), text.lastIndexOf(']') + 1);
  const payload = JSON.parse(Buffer.from(receipt.split('.')[1] ?? '', 'base64url').toString()) as {
    readonly rows: { readonly digest: string };
  };
  return payload.rows.digest === createHash('sha256').update(rows).digest('base64url');
}
