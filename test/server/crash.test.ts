import { afterAll, expect, test } from 'vitest';
import type { PhoneNumber } from '../../src/core/phone-number.ts';
import { auditStore } from '../../src/storage/sqlite/audit.ts';
import { openSqliteStore } from '../../src/storage/sqlite/sqlite-store.ts';
import { endServers, freePort, freshDataDir, type ServedRegistry, serve } from './served-registry.ts';

/** More by `npm run test:crash`. */
const rounds = Number(process.env['CRASH_ROUNDS'] ?? 5);
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

function phoneNumber(writer: number, index: number): string {
  return `+86139${String(writer).padStart(4, '0')}${String(index).padStart(4, '0')}`;
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
    expect(status).toBe('REGISTERED');
    known.acknowledged.push(known.pending);
    known.pending = undefined;
  }
}

/** Undefined where no answer came: the server was killed. */
async function sent(server: ServedRegistry, token: string, registration: object): Promise<string | undefined> {
  try {
    const response = await fetch(`${server.url}/v1/registrations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ proof: 'MO_SMS', registrations: [registration] }),
    });
    const { results } = (await response.json()) as { results: { status: string }[] };
    return results[0]?.status;
  } catch {
    return undefined;
  }
}

/** Choices of a number as its log entries tell them, oldest first. */
async function loggedChoices(): Promise<Map<string, string[]>> {
  const store = await openSqliteStore({ file: `${dataDir}/registry.sqlite` });
  const logged = new Map<string, string[]>();
  for (const number of written.keys()) {
    const entries = store.history(Number(number.slice(1)) as PhoneNumber, Number.MAX_SAFE_INTEGER, 10_000);
    const choices = entries.map((entry) =>
      'event' in entry && entry.event.kind === 'PREFERENCES_SET' ? JSON.stringify(entry.event.preferences.cells) : '?',
    );
    logged.set(number, choices.reverse());
  }
  await store.close();
  return logged;
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
async function expectAnswersOfLog(server: ServedRegistry, logged: Map<string, string[]>): Promise<void> {
  const token = await server.token('demo-call-centre');
  const phoneNumbers = [...written.keys()];
  const response = await fetch(`${server.url}/v1/lookup/batch`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ category: 'FIN_CREDIT', channel: 'VOICE', sender: 'DEMO', phoneNumbers }),
  });
  const { results } = (await response.json()) as { results: { phoneNumber: string; reason: string }[] };
  for (const { phoneNumber: number, reason } of results) {
    const last = sortedCells(logged.get(number)?.at(-1) ?? '[]');
    expect(reason, number).toBe(last.includes('FIN_CREDIT/VOICE') ? 'CATEGORY_REFUSED' : 'DEFAULT');
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
    for (let round = 0; round < rounds; round++) {
      const token = await server.token('demo-carrier');
      const writing = Array.from({ length: writers }, (_, writer) => writeUntilCut(server, token, writer, round));
      await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * killAfterMsMax));
      await server.kill();
      await Promise.all(writing);
      server = await serve(dataDir, port);
      const logged = await loggedChoices();
      expectNothingLost(logged);
      acknowledged = [...logged.values()].reduce((sum, choices) => sum + choices.length, 0);
      expect(auditStore(server.databaseFile).findings).toEqual([]);
      await expectAnswersOfLog(server, logged);
      settlePending(logged);
    }
    expect(acknowledged).toBeGreaterThan(rounds * writers);
    expect(await server.stop()).toBe(0);
  },
  60_000 + rounds * 15_000,
);
