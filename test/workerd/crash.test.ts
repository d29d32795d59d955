import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { type Country, foundCountry, question } from '../conformance/country.ts';
import { type Answer, send } from '../conformance/http.ts';
import { openInWorkerd } from './workerd-target.ts';

/**
 * What workerd promises here is that of a killed process: SQLite's write-ahead log, synced to a disk before an answer
 * goes out, or so we ask (`storage.sync()`). Nothing is cut from a power line.
 */
const rounds = Number(process.env['CRASH_ROUNDS'] ?? 5);
const linesOfEach = 8;
const killAfterMsMax = 1_500;

/** A line whose choices are written in a closed loop: those acknowledged, in order, and the one whose answer never came. */
interface Line {
  readonly phoneNumber: string;
  readonly write: (cells: readonly Cell[]) => Promise<Answer>;
  /** Everything that was written of it, oldest first. */
  readonly history: () => Promise<readonly string[]>;
  acknowledged: readonly string[];
  pending: string | undefined;
}

interface Cell {
  readonly category: string;
  readonly channel: string;
  readonly choice: 'REFUSE';
}

/** Choices that a line never had before: the turn, in two digits of each of five categories. */
function cellsOf({ categories }: Country, turn: number): readonly Cell[] {
  const bits = (turn % 1_023) + 1;
  return categories
    .slice(0, 5)
    .flatMap((category, row) =>
      ['VOICE', 'SMS'].flatMap((channel, column) =>
        (bits >> (row * 2 + column)) & 1 ? [{ category, channel, choice: 'REFUSE' as const }] : [],
      ),
    );
}

const textOf = (cells: readonly Omit<Cell, 'choice'>[]): string =>
  cells
    .map(({ category, channel }) => `${category}/${channel}`)
    .sort()
    .join(' ');

/** Written by its holder, or by its carrier. */
async function newLine(country: Country, by: 'HOLDER' | 'CARRIER'): Promise<Line> {
  const { phoneNumber, token, ask } = await country.signIn();
  const json = { 'content-type': 'application/json', 'if-match': '*' };
  const post = (method: string, path: string, credential: string, body: object) => {
    const headers = { ...json, authorization: `Bearer ${credential}` };
    return send(country.target.url, method, path, { headers, body });
  };
  const { token: carriers } = country.carrier;
  const register = (cells: readonly Cell[]) =>
    post('POST', '/v1/registrations', carriers, {
      ...{ proof: 'MO_SMS', registrations: [{ phoneNumber, preferences: { cells } }] },
    });
  return {
    ...{ phoneNumber, acknowledged: [], pending: undefined },
    write: by === 'CARRIER' ? register : (cells) => post('PUT', '/v1/subscriber/preferences', token, { cells }),
    async history() {
      type Entry = { readonly event: { readonly preferences?: { readonly cells: readonly Cell[] } } };
      const found: string[] = [];
      for (let before: string | undefined = ''; before !== undefined; ) {
        const from = before === '' ? '' : `&before=${encodeURIComponent(before)}`;
        const page = await ask('GET', `/v1/subscriber/history?limit=100${from}`);
        const { entries, next } = page.body<{ entries: readonly Entry[]; next?: string }>();
        found.push(...entries.map(({ event }) => textOf(event.preferences?.cells ?? [])));
        before = next;
      }
      return found.reverse();
    },
  };
}

/** Until an answer does not come, or is none of the registry's. */
async function writeUntilCut(country: Country, line: Line): Promise<void> {
  for (;;) {
    const cells = cellsOf(country, line.acknowledged.length);
    line.pending = textOf(cells);
    const answer = await line.write(cells).catch(() => undefined);
    if (answer?.status !== 200) return;
    expect(answer.text).not.toMatch(/REJECTED|UNCHANGED/);
    line.acknowledged = [...line.acknowledged, line.pending];
    line.pending = undefined;
  }
}

/** Every acknowledged change once and in order, at most the one without an answer behind them; and questions see it. */
async function expectNothingLost({ callCentre }: Country, lines: readonly Line[]): Promise<void> {
  for (const line of lines) {
    const { acknowledged, pending, phoneNumber } = line;
    const found = await line.history();
    const allowed = pending === undefined ? [acknowledged] : [acknowledged, [...acknowledged, pending]];
    expect(allowed, phoneNumber).toContainEqual(found);
    line.acknowledged = found;
    line.pending = undefined;
  }
  const body = { ...question, phoneNumbers: lines.map(({ phoneNumber }) => phoneNumber) };
  const answer = await callCentre.ask('POST', '/v1/lookup/batch', { body });
  const { results } = answer.body<{ results: readonly { reason: string }[] }>();
  const cell = `${question.category}/${question.channel}`;
  const expected = lines.map(({ acknowledged }) => acknowledged.at(-1)?.split(' ').includes(cell) === true);
  expect(results.map(({ reason }) => reason === 'CATEGORY_REFUSED')).toEqual(expected);
}

test.for([1, 3])(
  `${rounds} times killed at a random moment under writes, it loses no acknowledged change and makes none twice: %i`,
  { timeout: 120_000 + rounds * 40_000 },
  async (objects) => {
    const target = await openInWorkerd({ DND_SHARDS: String(objects) }, {});
    onTestFinished(() => target.stop());
    const country = await foundCountry(target);
    const lines: Line[] = [];
    for (let at = 0; at < linesOfEach; at++) {
      lines.push(await newLine(country, 'HOLDER'), await newLine(country, 'CARRIER'));
    }
    for (let round = 0; round < rounds; round++) {
      const before = lines.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0);
      const writing = lines.map((line) => writeUntilCut(country, line));
      await wait(100 + Math.random() * killAfterMsMax);
      await target.restart();
      await Promise.all(writing);
      await expectNothingLost(country, lines);
      expect(lines.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0)).toBeGreaterThan(before);
    }
  },
);
