import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { chosenOutcome } from '../src/core/decide.ts';
import { type Block, numberAt } from '../src/core/phone-number.ts';
import type { Policy } from '../src/core/policy.ts';
import { regionOf } from '../src/core/regions/regions.ts';
import { isRegistered } from '../src/core/statistics/numbers-census.ts';
import type { Release } from '../src/core/statistics/release.ts';
import { openRegistry } from '../src/node/open-registry.ts';
import { settingsFrom } from '../src/node/settings.ts';
import type { Registry } from '../src/registry/registry.ts';
import { duePeriods, makeRelease } from '../src/registry/statistics/make-release.ts';
import { readCells } from '../src/registry/statistics/read-cells.ts';
import { countableFrom } from '../src/registry/statistics/statistical-calendar.ts';
import { operatorAtConsole } from '../src/runtime/operator-at-console.ts';
import { decodeBlockImage } from '../src/storage/block-image.ts';
import type { Store } from '../src/storage/store.ts';
import { exportRow } from './figure-export.ts';
import type { FilledFolder } from './filled-folder.ts';
import type { Row } from './results.ts';

const months = 12;
const rounds = 7;

/**
 * A year by region, category and channel from releases, and what it takes to make the release of a month. Beside them
 * SQL that counts one month's choices, as of now, from raw tables: a row a number with its region and state, and what
 * each state comes to in each category and channel. The tables are made for the purpose, and their making does not
 * count; numbers are counted by region and state before they are joined, which is the quickest SQL found.
 */
export async function figureRows({ dataDir }: Pick<FilledFolder, 'dataDir'>): Promise<readonly Row[]> {
  const clock = { at: Date.now() };
  const opened = await openRegistry(settingsFrom({ DATA_DIR: dataDir, LOG_LEVEL: 'warn' }), () => clock.at);
  const folder = mkdtempSync(join(tmpdir(), 'bench-sql-'));
  try {
    const { registry } = opened;
    const releaseMs = await yearReleased(registry, clock);
    const sql = rawTables(registry, join(folder, 'raw.sqlite'));
    const counted = sql.all() as readonly RawCount[];
    requireEqual(registry, counted);
    const query = middle(timed(() => void yearOf(registry)));
    const recount = middle(timed(() => void sql.all()));
    const peer = 'SQLite, one month from raw tables';
    const common = { unit: 'ms', peer, peerValue: recount, lessIsMore: true };
    const cells = yearOf(registry).cells.length.toLocaleString('en');
    return [
      {
        what: 'a year by region, category and channel',
        ...common,
        value: query,
        ratio: query / recount,
        more: `${cells} cells of ${months} releases`,
      },
      { what: 'release of a month, all measures', ...common, value: releaseMs, ratio: releaseMs / recount },
      await exportRow(latestMonth(registry), registry.policy),
    ];
  } finally {
    await opened.close();
    rmSync(folder, { recursive: true });
  }
}

/** Resolves to what the middle one of the months took. */
async function yearReleased(registry: Registry, clock: { at: number }): Promise<number> {
  const taken: number[] = [];
  while (taken.length < months) {
    const due = duePeriods(registry);
    for (const { id, kind } of due) {
      const startedAt = performance.now();
      await makeRelease(registry, operatorAtConsole, { period: id, dryRun: false });
      if (kind === 'MONTH') taken.push(performance.now() - startedAt);
    }
    const day = new Date(clock.at).toISOString().slice(0, 7);
    const [year = 0, month = 1] = day.split('-').map(Number);
    const until = new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
    clock.at = countableFrom(registry.policy, { id: day, kind: 'MONTH', from: `${day}-01`, until }) + 86_400_000;
  }
  return middle(taken);
}

function latestMonth({ directory }: Registry): Release {
  const months = directory.releases().map(({ document }) => document);
  const latest = months.filter(({ period }) => period.kind === 'MONTH').at(-1);
  if (latest === undefined) throw new Error('no month was released');
  return latest;
}

function yearOf(registry: Registry): ReturnType<typeof readCells> {
  const ids = registry.directory.releases().map(({ document }) => document.period);
  const released = ids.filter(({ kind }) => kind === 'MONTH').map(({ id }) => id);
  const [from = '', until = ''] = [released[0], released[months - 1]];
  return readCells(registry, operatorAtConsole, { measure: 'NUMBERS_BY_CHOICE', kind: 'MONTH', from, until });
}

interface RawCount {
  readonly region: string;
  readonly category: string;
  readonly channel: string;
  readonly choice: string;
  readonly numbers: number;
}

function rawTables({ store, policy }: Registry, file: string): Database.Statement {
  const database = new Database(file);
  database.pragma('journal_mode = OFF');
  database.pragma('synchronous = OFF');
  database.exec('CREATE TABLE numbers (number INTEGER PRIMARY KEY, region TEXT NOT NULL, state INTEGER NOT NULL)');
  database.exec('CREATE TABLE choices (state INTEGER, category TEXT, channel TEXT, choice TEXT)');
  const insert = database.prepare('INSERT INTO numbers VALUES (?, ?, ?)');
  const states = new Set<number>();
  database.exec('BEGIN');
  for (const block of blocksOf(store)) {
    const { image, recent } = store.blockRows(block);
    const region = regionOf(block);
    const standing = new Map(image === undefined ? [] : decodeBlockImage(image).known());
    for (const { offset, state } of recent) standing.set(offset, state);
    for (const [offset, state] of standing) {
      states.add(state);
      insert.run(numberAt(block, offset), region, state);
    }
  }
  const choice = database.prepare('INSERT INTO choices VALUES (?, ?, ?, ?)');
  for (const state of states) {
    const { preferences } = store.state(state);
    if (!isRegistered(store.state(state))) continue;
    for (const [category, channel] of strata(policy)) {
      const outcome = chosenOutcome(policy.classes.PROMOTIONAL, preferences, category, channel)?.decision;
      choice.run(state, category, channel, outcome === undefined ? 'UNSPOKEN' : words[outcome]);
    }
  }
  database.exec('COMMIT');
  return database.prepare(`
    WITH standing AS (SELECT region, state, count(*) AS numbers FROM numbers GROUP BY region, state)
    SELECT region, category, channel, choice, sum(numbers) AS numbers
    FROM standing JOIN choices USING (state) GROUP BY region, category, channel, choice`);
}

function* blocksOf(store: Store): Iterable<Block> {
  for (let page = store.blocks(-1, 1_000); page.length > 0; page = store.blocks(page.at(-1) ?? 0, 1_000)) yield* page;
}

const words = { BLOCK: 'REFUSED', ALLOW: 'ALLOWED' } as const;

function strata({ categories, channels }: Policy): readonly (readonly [string, string])[] {
  return categories.flatMap(({ id }) => channels.map((channel) => [id, channel.id] as const));
}

/** Both count the same. */
function requireEqual(registry: Registry, counted: readonly RawCount[]): void {
  const { cells } = yearOf(registry);
  const last = cells.at(-1)?.period;
  const shown = new Map(
    cells
      .filter(({ period, value }) => period === last && value !== null)
      .map(({ members: { region, category, channel, choice }, value }) => {
        return [[region, category, channel, choice].join('/'), value];
      }),
  );
  for (const { region, category, channel, choice, numbers } of counted) {
    const value = shown.get([region, category, channel, choice].join('/'));
    if (value !== undefined && value !== numbers) throw new Error(`${region} ${category}: ${value}, SQL ${numbers}`);
  }
}

function timed(run: () => void): readonly number[] {
  return Array.from({ length: rounds }, () => {
    const startedAt = performance.now();
    run();
    return performance.now() - startedAt;
  });
}

function middle(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}
