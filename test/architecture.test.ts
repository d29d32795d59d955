import { expect, test } from 'vitest';
import { type SourceFile, sourceFiles } from './source-tree.ts';

interface Room {
  /** The path's beginning; the longest that fits a file is its room. */
  readonly at: string;
  readonly holds: string;
  /** Rooms whose files it may import, besides its own, and folders beside `src`. */
  readonly mayUse: readonly string[];
  /** Packages it may import; `node:` stands for all of Node's own. */
  readonly packages: readonly string[];
}

/** The map of the code: each part, what it holds, and what it may know of. Rules below, doors above. */
const rooms: readonly Room[] = [
  { at: 'src/core/', holds: 'the rules: pure, no clock, no I/O, no package', mayUse: [], packages: [] },
  {
    at: 'src/storage/',
    holds: 'the contract of the store, and what every store shares: images, leaf hashes, trees',
    mayUse: ['src/core/'],
    packages: [],
  },
  {
    at: 'src/storage/memory/',
    holds: 'the reference store',
    mayUse: ['src/core/', 'src/storage/'],
    packages: [],
  },
  {
    at: 'src/storage/sql/',
    holds: 'tables, statements and commands of the store in SQLite, whatever runs it',
    mayUse: ['src/core/', 'src/storage/'],
    packages: ['#drizzle', 'drizzle-orm'],
  },
  {
    at: 'src/storage/sqlite/',
    holds: 'the store in one SQLite file, with its writer thread',
    mayUse: ['src/core/', 'src/storage/', 'src/storage/sql/'],
    packages: ['better-sqlite3', 'drizzle-orm', 'node:'],
  },
  {
    at: 'src/storage/durable/',
    holds: 'the store in the SQLite of one Durable Object',
    mayUse: ['src/core/', 'src/storage/', 'src/storage/sql/', 'drizzle/'],
    packages: ['drizzle-orm'],
  },
  {
    at: 'src/lookup/',
    holds: 'answers from memory, in step with the log',
    mayUse: ['src/core/', 'src/storage/'],
    packages: ['lru-cache'],
  },
  {
    at: 'src/receipts/',
    holds: 'signing keys, receipts, access tokens, the cache of signed answers',
    mayUse: ['src/core/', 'src/storage/', 'src/lookup/'],
    packages: ['jose', 'lru-cache'],
  },
  {
    at: 'src/scrub/',
    holds: 'lists of numbers as people have them: rows in, rows out, a slice at a time',
    mayUse: ['src/core/'],
    packages: ['libphonenumber-js'],
  },
  {
    at: 'src/exports/',
    holds: 'figures as files, for whoever works on: CSV, JSON, Parquet, what they mean, their manifest',
    mayUse: ['src/core/', 'src/lookup/'],
    packages: ['csv-stringify', 'hyparquet-writer'],
  },
  {
    at: 'src/registry/',
    holds: 'the verbs, one a file: the only code that changes anything',
    mayUse: ['src/core/', 'src/storage/', 'src/lookup/', 'src/receipts/', 'src/scrub/', 'src/exports/'],
    packages: ['jose'],
  },
  {
    at: 'src/http/',
    holds: 'what the ways in by HTTP share: statuses of faults, cookies of secrets',
    mayUse: ['src/core/'],
    packages: ['hono'],
  },
  {
    at: 'src/api/',
    holds: 'the way in for programs, by audience',
    mayUse: ['src/core/', 'src/registry/', 'src/receipts/', 'src/exports/', 'src/http/'],
    packages: ['@hono/zod-openapi', 'hono'],
  },
  {
    at: 'src/web/',
    holds: 'the way in for people: pages, by audience, and every sentence on them',
    mayUse: ['src/core/', 'src/scrub/', 'src/registry/', 'src/receipts/', 'src/exports/', 'src/http/'],
    packages: ['d3-scale', 'hono'],
  },
  {
    at: 'src/web/browser/',
    holds: 'what runs in the browser: the pages work without it',
    mayUse: [],
    packages: ['govuk-frontend'],
  },
  {
    at: 'src/sms/',
    holds: 'the way in and out by text message: links to message centres and aggregators',
    mayUse: ['src/core/', 'src/registry/', 'src/http/'],
    packages: ['standardwebhooks'],
  },
  {
    at: 'src/sms/smpp/',
    holds: 'links to message centres by SMPP 3.4',
    mayUse: ['src/core/', 'src/registry/', 'src/sms/'],
    packages: ['node:', 'smpp'],
  },
  {
    at: 'src/runtime/',
    holds: 'what Node and Workers share: settings, doors, chores, the demo, and what `node:` has on both',
    mayUse: [
      'src/core/',
      'src/storage/',
      'src/lookup/',
      'src/receipts/',
      'src/scrub/',
      'src/registry/',
      'src/api/',
      'src/web/',
      'src/http/',
      'src/sms/',
    ],
    packages: ['@fastify/busboy', 'csv-parse', 'node:crypto', 'node:stream', 'node:stream/promises', 'node:zlib'],
  },
  {
    at: 'src/node/',
    holds: 'Node: files, sockets, threads, processes',
    mayUse: [
      'src/core/',
      'src/storage/',
      'src/storage/sqlite/',
      'src/lookup/',
      'src/receipts/',
      'src/scrub/',
      'src/registry/',
      'src/http/',
      'src/api/',
      'src/web/',
      'src/sms/',
      'src/sms/smpp/',
      'src/runtime/',
    ],
    packages: ['@hono/node-server', 'node:', 'pino', 'prom-client'],
  },
  {
    at: 'src/worker/files/',
    holds: 'lists, results and files of carriers on Workers: facts in the SQLite of an object, bytes in a bucket',
    mayUse: ['src/core/', 'src/scrub/', 'src/registry/'],
    packages: [],
  },
  {
    at: 'src/worker',
    holds: 'Workers: the gateway, the Durable Object that keeps the registry, its alarm',
    mayUse: [
      'src/core/',
      'src/storage/',
      'src/storage/durable/',
      'src/lookup/',
      'src/registry/',
      'src/http/',
      'src/api/',
      'src/web/',
      'src/sms/',
      'src/runtime/',
      'src/worker/files/',
    ],
    packages: ['cloudflare:workers'],
  },
  {
    at: 'src/wrangler/',
    holds: 'builds the worker and runs it on this machine, by wrangler',
    mayUse: ['src/core/', 'src/api/', 'src/web/', 'src/runtime/', 'src/node/', 'src/cli/'],
    packages: ['node:'],
  },
  {
    at: 'src/cli/',
    holds: 'the command line: thin, over the same verbs',
    mayUse: [
      'src/core/',
      'src/storage/',
      'src/storage/sqlite/',
      'src/receipts/',
      'src/scrub/',
      'src/registry/',
      'src/exports/',
      'src/api/',
      'src/runtime/',
      'src/node/',
    ],
    packages: ['cli-progress', 'commander', 'csv-parse', 'jose', 'node:'],
  },
];

const files = sourceFiles('src');

function roomOf(path: string): Room | undefined {
  return rooms.filter(({ at }) => path.startsWith(at)).sort((a, b) => b.at.length - a.at.length)[0];
}

test('every source file lies in a room of the map, and every room holds something', () => {
  expect(files.filter(({ path }) => roomOf(path) === undefined).map(({ path }) => path)).toEqual([]);
  expect(rooms.filter(({ at }) => !files.some(({ path }) => path.startsWith(at))).map(({ at }) => at)).toEqual([]);
});

test.for(rooms)('$at ($holds) imports only what it may', (room) => {
  const own = files.filter(({ path }) => roomOf(path) === room);
  expect(own.flatMap((file) => strangers(file, room))).toEqual([]);
});

function strangers(file: SourceFile, room: Room): readonly string[] {
  const rooms = file.imports.filter((path) => {
    const other = roomOf(path);
    return other !== room && !room.mayUse.includes(other?.at ?? path.slice(0, path.indexOf('/') + 1));
  });
  const packages = file.packages.filter(
    (name) => !room.packages.some((allowed) => (allowed === 'node:' ? name.startsWith(allowed) : name === allowed)),
  );
  return [
    ...rooms.map((path) => `${file.path} imports ${path}: ${room.at} may use ${room.mayUse.join(', ') || 'nothing'}`),
    ...packages.map(
      (name) => `${file.path} imports ${name}: ${room.at} may use ${room.packages.join(', ') || 'no package'}`,
    ),
  ];
}

test('no two files import each other, not even through others', () => {
  const importsOf = new Map(files.map(({ path, imports }) => [path, imports]));
  const cycles: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      return;
    }
    if (done.has(path)) return;
    for (const next of importsOf.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const { path } of files) visit(path, []);
  expect(cycles).toEqual([]);
});

test('a way in writes nothing by itself: the verbs do', () => {
  const writes = /\.(?:putShortRecords?|append|importBlock|addCounts)\(\s*(?:\{|\[|registry|changes)/;
  const doors = files.filter(({ path }) => /^src\/(?:api|web|sms)\//.test(path));
  expect(doors.filter(({ text }) => writes.test(text)).map(({ path }) => path)).toEqual([]);
});
