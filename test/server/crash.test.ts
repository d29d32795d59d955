import Database from 'better-sqlite3';
import { afterAll, expect, test } from 'vitest';
import type { PhoneNumber } from '../../src/core/phone-number.ts';
import type { Preferences } from '../../src/core/preferences.ts';
import { recentRowsMax } from '../../src/storage/sql/block-writes.ts';
import { auditStore } from '../../src/storage/sqlite/audit.ts';
import { openSqliteStore } from '../../src/storage/sqlite/sqlite-store.ts';
import type { LogEntry } from '../../src/storage/store.ts';
import { expectKeys, postUnlessCut, rotateOnce, signingKeys, startImport } from './crash-load.ts';
import { endServers, freePort, freshDataDir, type ServedRegistry, serve } from './served-registry.ts';

/** More by `npm run test:crash`, and in what runs on a fresh machine. */
const rounds = Number(process.env['CRASH_ROUNDS'] ?? 2);
const writers = 8;
const numbersPerWriter = 40;
const killAfterMsMax = 1_200;

const { dataDir, remove } = freshDataDir();
afterAll(() => {
  endServers();
  remove();
});

/** What a writer knows of one number: the choices acknowledged, in order, and the one whose answer never came. */
interface Written {
  readonly acknowledged: string[];
  pending: string | undefined;
}

const written = new Map<string, Written>();
const channels = ['VOICE', 'SMS'];
const categories = ['FIN_CREDIT', 'FIN_INSURANCE', 'REAL_ESTATE', 'EDUCATION', 'HEALTH'];

/** All in one block: together they are more than its image waits for, so that it is rewritten all the time. */
function phoneNumber(writer: number, index: number): string {
  return `+861390000${String(writer * numbersPerWriter + index).padStart(4, '0')}`;
}

/** A choice that a number never had before: the turn in two digits of its cells. */
function cellOf(turn: number): { category: string; channel: string; choice: 'REFUSE' }[] {
  const bits = turn % 1_024;
  return categories.flatMap((category, row) =>
    channels.flatMap((channel, column) =>
      (bits >> (row * 2 + column)) & 1 ? [{ category, channel, choice: 'REFUSE' as const }] : [],
    ),
  );
}

async function writeUntilCut(server: ServedRegistry, token: string, writer: number, round: number): Promise<void> {
  for (let turn = 0; ; turn++) {
    const number = phoneNumber(writer, turn % numbersPerWriter);
    const known = written.get(number) ?? { acknowledged: [], pending: undefined };
    written.set(number, known);
    const preferences = { base: 'LAW', cells: cellOf(known.acknowledged.length + 1 + round * 97) };
    known.pending = JSON.stringify(preferences.cells);
    if (known.acknowledged.at(-1) === known.pending) continue;
    const status = await sent(server, token, { phoneNumber: number, preferences });
    if (status === undefined) return;
    // Beyond the carrier's daily allowance what loosens waits.
    expect(['REGISTERED', 'PENDING']).toContain(status);
    known.acknowledged.push(known.pending);
    known.pending = undefined;
  }
}

/** Every number once, in one request: from then on more was changed than the block's image waits for. */
async function fillBlock(server: ServedRegistry, token: string): Promise<void> {
  const cells = cellOf(1);
  const numbers = Array.from({ length: writers * numbersPerWriter }, (_, at) =>
    phoneNumber(Math.floor(at / numbersPerWriter), at % numbersPerWriter),
  );
  const registrations = numbers.map((number) => ({ phoneNumber: number, preferences: { base: 'LAW', cells } }));
  const answer = await postUnlessCut<{ summary: object }>(server, '/v1/registrations', token, {
    proof: 'MO_SMS',
    registrations,
  });
  expect(answer?.summary).toMatchObject({ registered: numbers.length });
  for (const number of numbers) written.set(number, { acknowledged: [JSON.stringify(cells)], pending: undefined });
}

async function sent(server: ServedRegistry, token: string, registration: object): Promise<string | undefined> {
  const body = { proof: 'MO_SMS', registrations: [registration] };
  const answer = await postUnlessCut<{ results: { status: string }[] }>(server, '/v1/registrations', token, body);
  return answer?.results[0]?.status;
}

/** Choices of a number as its log entries tell them, oldest first. */
async function loggedChoices(): Promise<Map<string, string[]>> {
  const store = await openSqliteStore({ file: `${dataDir}/registry.sqlite` });
  const logged = new Map<string, string[]>();
  for (const number of written.keys()) {
    const entries = store.history(Number(number.slice(1)) as PhoneNumber, Number.MAX_SAFE_INTEGER, 10_000);
    const choices = entries.map((entry) => JSON.stringify(assertedIn(entry)?.cells ?? '?'));
    logged.set(number, choices.reverse());
    binding.set(number, JSON.stringify(boundBy(entries[0])?.cells ?? []));
  }
  await store.close();
  return logged;
}

/** What binds by the last entry of a number. */
const binding = new Map<string, string>();

function assertedIn(entry: LogEntry): Preferences | undefined {
  const event = 'number' in entry ? entry.event : undefined;
  if (event?.kind === 'ASSERTION_WAITS')
    return event.effect.kind === 'PREFERENCES_SET' ? event.effect.preferences : undefined;
  return event?.kind === 'PREFERENCES_SET' ? event.preferences : undefined;
}

function boundBy(entry: LogEntry | undefined): Preferences | undefined {
  if (entry === undefined) return undefined;
  return 'number' in entry && entry.event.kind === 'ASSERTION_WAITS' ? entry.event.meanwhile : assertedIn(entry);
}

/** Every acknowledged change once and in order; at most the one without an answer behind them. */
function expectNothingLost(logged: Map<string, string[]>): void {
  for (const [number, { acknowledged, pending }] of written) {
    const canonical = (choices: readonly string[]) => choices.map((text) => sortedCells(text));
    const found = canonical(logged.get(number) ?? []);
    const known = canonical(acknowledged);
    const allowed = pending === undefined ? [known] : [known, [...known, sortedCells(pending)]];
    expect(allowed, number).toContainEqual(found);
  }
}

function sortedCells(text: string): string {
  const cells = JSON.parse(text) as { category: string; channel: string }[];
  return cells
    .map(({ category, channel }) => `${category}/${channel}`)
    .sort()
    .join(' ');
}

/** What the restarted server answers is what the log says. */
async function expectAnswersOfLog(server: ServedRegistry): Promise<void> {
  for (const [number, reason] of await reasonsOf(server, [...written.keys()])) {
    const last = sortedCells(binding.get(number) ?? '[]');
    expect(reason, number).toBe(last.includes('FIN_CREDIT/VOICE') ? 'CATEGORY_REFUSED' : 'DEFAULT');
  }
}

async function reasonsOf(server: ServedRegistry, phoneNumbers: readonly string[]): Promise<[string, string][]> {
  const token = await server.token('demo-call-centre');
  const question = { category: 'FIN_CREDIT', channel: 'VOICE', sender: 'DEMO', phoneNumbers };
  type Answer = { results: { phoneNumber: string; reason: string }[] };
  const answer = await postUnlessCut<Answer>(server, '/v1/lookup/batch', token, question);
  expect(answer?.results).toHaveLength(phoneNumbers.length);
  return (answer?.results ?? []).map(({ phoneNumber: number, reason }) => [number, reason]);
}

/** Numbers changed since the image of their block was written: fewer than were changed in all, so it was. */
function recentCount(server: ServedRegistry): number {
  const connection = new Database(server.databaseFile, { readonly: true });
  try {
    return Number(connection.prepare('SELECT count(*) FROM recent').pluck().get());
  } finally {
    connection.close();
  }
}

/** From here on the log's word counts: a change without an answer was either made or not. */
function settlePending(logged: Map<string, string[]>): void {
  for (const [number, known] of written) {
    known.acknowledged.splice(0, Number.POSITIVE_INFINITY, ...(logged.get(number) ?? []));
    known.pending = undefined;
  }
}

test(
  `${rounds} times killed at a random moment under load, it loses no acknowledged change and makes none twice`,
  async () => {
    const port = await freePort();
    let server = await serve(dataDir, port);
    let acknowledged = 0;
    await fillBlock(server, await server.token('demo-carrier'));
    for (let round = 0; round < rounds; round++) {
      const [token, operator] = [await server.token('demo-carrier'), await server.token('demo-operator')];
      const importing = startImport(dataDir, round);
      const rotating = rotateOnce(server, operator, await signingKeys(server, operator), killAfterMsMax);
      const writing = Array.from({ length: writers }, (_, writer) => writeUntilCut(server, token, writer, round));
      await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * killAfterMsMax));
      await Promise.all([server.kill(), importing.kill()]);
      await Promise.all(writing);
      const keys = await rotating;
      server = await serve(dataDir, port);
      const logged = await loggedChoices();
      expectNothingLost(logged);
      acknowledged = [...logged.values()].reduce((sum, choices) => sum + choices.length, 0);
      await expectKeys(server, operator, keys);
      await importing.expectWholeAfterwards();
      expect(auditStore(server.databaseFile).findings).toEqual([]);
      await expectAnswersOfLog(server);
      const imported = await reasonsOf(server, importing.numbers);
      expect(imported.filter(([, reason]) => reason !== 'REFUSED')).toEqual([]);
      settlePending(logged);
    }
    expect(acknowledged).toBeGreaterThan(written.size + rounds);
    expect(written.size).toBeGreaterThan(recentRowsMax);
    expect(recentCount(server)).toBeLessThan(recentRowsMax);
    expect(await server.stop()).toBe(0);
  },
  60_000 + rounds * 15_000,
);
