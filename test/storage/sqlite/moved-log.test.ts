import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { noPreferences, type Preferences, refuseAll } from '../../../src/core/preferences.ts';
import { durableLogSource, openDurableTarget } from '../../../src/storage/durable/durable-moving.ts';
import { openDurableStore } from '../../../src/storage/durable/durable-store.ts';
import { growingRoot } from '../../../src/storage/merkle.ts';
import { bytesText } from '../../../src/storage/moving/base64url.ts';
import { firstPlace, madePart } from '../../../src/storage/moving/made-parts.ts';
import type { GivenLog, LogFacts, LogSource } from '../../../src/storage/moving/moved-log.ts';
import { auditLog } from '../../../src/storage/sql/audit-log.ts';
import { auditStore } from '../../../src/storage/sqlite/audit.ts';
import { sqlDatabase } from '../../../src/storage/sqlite/connection.ts';
import { openLogSource, openLogTarget } from '../../../src/storage/sqlite/moved-file.ts';
import { sha256 } from '../../../src/storage/sqlite/sha256.ts';
import { openSqliteStore } from '../../../src/storage/sqlite/sqlite-store.ts';
import type { Store } from '../../../src/storage/store.ts';
import { anyNumberEvent } from '../../core/any-number-event.ts';
import { countedFromLog, kept } from '../counted-anew.ts';
import { standInStorage } from '../durable/stand-in-storage.ts';
import { at, block, importOf, noFinance, noVoice, numberChange, numberOf, policySet } from '../made-up.ts';
import { freshFile } from '../sqlite-folder.ts';

const offsets = [0, 1, 2];
const preferences = fc.constantFrom<Preferences>(refuseAll, noVoice, noFinance);
const event = anyNumberEvent({
  preferences: fc.oneof(preferences, fc.constant(noPreferences)),
  brands: ['acme', 'zeta'],
  carriers: ['north', 'south'],
  earlier: at,
  later: at + 1,
});
const step = fc.oneof(
  { weight: 9, arbitrary: fc.record({ offset: fc.constantFrom(...offsets), event }) },
  {
    weight: 2,
    arbitrary: fc.record({
      rows: fc.uniqueArray(fc.constantFrom(0, 1, 2, 3, 4, 9_999), { minLength: 1 }),
      preferences,
    }),
  },
  { weight: 1, arbitrary: fc.record({ policyId: fc.constantFrom('CN-1', 'CN-2') }) },
  { weight: 1, arbitrary: fc.record({ used: fc.constantFrom('LOOKUPS/a', 'LOOKUPS/b') }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function perform(store: Store, steps: readonly Step[]): Promise<void> {
  for (const [place, one] of steps.entries()) {
    if ('event' in one) {
      const { follows } = store.number(numberOf(one.offset));
      await store.append([numberChange(one.offset, follows, one.event)]);
    } else if ('rows' in one) {
      const half = Math.ceil(one.rows.length / 2);
      const [first, second] = [one.rows.slice(0, half), one.rows.slice(half)];
      await store.importBlock(importOf(`b${place}`, [one.preferences, first], [{ ...noFinance }, second]));
    } else if ('policyId' in one) {
      await store.append([policySet(store.entity('POLICY', 'current')?.position ?? 0, one.policyId)]);
    } else {
      await store.addCounts([{ key: one.used, count: 1 }]);
    }
  }
}

/** All parts of a source, each of so few lines that there are many, and what is said of them. */
function exported(source: LogSource): { readonly log: LogFacts; readonly parts: readonly Uint8Array[] } {
  const parts: Uint8Array[] = [];
  const facts: LogFacts['parts'][number][] = [];
  const tree = growingRoot(sha256);
  for (let place = firstPlace; ; ) {
    const made = madePart(source, sha256, parts.length + 1, place, 400);
    if (made === undefined) break;
    parts.push(made.lines);
    facts.push(made.facts);
    for (const leaf of made.leaves) tree.add(leaf);
    place = made.next;
  }
  return { log: { logId: 'log', head: tree.size, rootHash: bytesText(tree.root()), parts: facts }, parts };
}

/** Of a registry with one log. */
function givenLog(log: LogFacts, manifestDigest: string): GivenLog {
  return { log, shards: 1, manifestDigest };
}

function exportOf(file: string) {
  const source = openLogSource(file);
  try {
    return exported(source);
  } finally {
    source.close();
  }
}

function standing(store: Store) {
  return {
    entries: store.entries(0, 1_000),
    numbers: [...offsets, 3, 4, 9_999].map((offset) => ({
      ...store.number(numberOf(offset)),
      history: store.history(numberOf(offset), Number.MAX_SAFE_INTEGER, 100),
    })),
    blocks: store.blocks(0, 10),
    imports: store.blockLog(block).imports,
    policy: store.entity('POLICY', 'current'),
    counted: kept(store),
    used: store.counts('LOOKUPS/', 10),
    tail: store
      .tail(0, 1_000)
      ?.numbers.map(({ number, position, state }) => ({ number, position, is: store.state(state) })),
  };
}

test('a log that is taken in is the same log, adds up to the same, and gives the same parts again', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const [from, to] = [freshFile(), freshFile()];
      const store = await openSqliteStore({ file: from, use: 'COMMAND' });
      await perform(store, steps);
      const { log, parts } = exportOf(from);
      let target = openLogTarget(to);
      await target.begin(givenLog(log, 'm'));
      for (const [index, lines] of parts.entries()) {
        expect(target.taking()).toEqual({
          logId: 'log',
          manifestDigest: 'm',
          nextPart: index + 1,
          parts: parts.length,
          head: log.head,
        });
        await target.take(index + 1, lines);
        // Whoever ended in between goes on; a part that comes again has no effect.
        target.close();
        target = openLogTarget(to);
        await target.begin(givenLog(log, 'm'));
        await target.take(index + 1, lines);
      }
      await target.finish('m');
      target.close();
      const taken = await openSqliteStore({ file: to, use: 'COMMAND' });
      try {
        expect(standing(taken)).toEqual(standing(store));
        expect(kept(taken)).toEqual(countedFromLog(taken));
        expect(auditStore(to).findings).toEqual([]);
        expect(exportOf(to)).toEqual({ log, parts });
      } finally {
        await Promise.all([store.close(), taken.close()]);
      }
    }),
    { numRuns: 40 },
  );
});

test('from a file into an object and back, parts and what they add up to stay the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const from = freshFile();
      const store = await openSqliteStore({ file: from, use: 'COMMAND' });
      await perform(store, steps);
      const { log, parts } = exportOf(from);
      const storage = standInStorage();
      const object = openDurableTarget(storage, { sha256 });
      await object.begin(givenLog(log, 'm'));
      for (const [index, lines] of parts.entries()) await object.take(index + 1, lines);
      await object.finish('m');
      const taken = openDurableStore(storage, { sha256 });
      expect(standing(taken)).toEqual(standing(store));
      expect(auditLog(sqlDatabase(storage.connection), sha256).findings).toEqual([]);
      const fromObject = exported(durableLogSource(storage));
      expect(fromObject).toEqual({ log, parts });
      const back = openLogTarget(freshFile());
      await back.begin(givenLog(fromObject.log, 'back'));
      for (const [index, lines] of fromObject.parts.entries()) await back.take(index + 1, lines);
      await back.finish('back');
      back.close();
      await store.close();
      storage.connection.close();
    }),
    { numRuns: 20 },
  );
});

/** A registry of several parts, and a target that has begun to take it in. */
async function begun() {
  const [from, to] = [freshFile(), freshFile()];
  const store = await openSqliteStore({ file: from, use: 'COMMAND' });
  await store.importBlock(importOf('b1', [refuseAll, [1, 2, 3]], [noVoice, [4]]));
  await store.append([numberChange(0, 1, { kind: 'PREFERENCES_SET', preferences: noVoice }), policySet(0, 'CN-1')]);
  await store.append([numberChange(5, 1, { kind: 'SENDER_REFUSED', brand: 'acme' })]);
  await store.addCounts([{ key: 'LOOKUPS/a', count: 2 }]);
  await store.close();
  const target = openLogTarget(to);
  onTestFinished(() => target.close());
  const { log, parts } = exportOf(from);
  await target.begin(givenLog(log, 'm'));
  return { target, to, log, parts };
}

test.for<[what: string, lines: (parts: readonly Uint8Array[]) => Uint8Array]>([
  ['changed', ([first = none]) => first.map((byte, at) => (at === 20 ? byte ^ 1 : byte))],
  ['cut', ([first = none]) => first.subarray(0, -1)],
  ['doubled', ([first = none]) => Uint8Array.of(...first, ...first)],
  ['empty', () => none],
  ['another one', ([, second = none]) => second],
])('a part that is %s is refused by name, and leaves no trace', async ([, lines]) => {
  const { target, parts } = await begun();
  await expect(target.take(1, lines(parts))).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'part 1' });
  expect(target.taking()?.nextPart).toBe(1);
  expect(await target.take(1, parts[0] ?? none)).toMatchObject({ nextPart: 2 });
});

test('another count than the one that was signed is refused, though nothing else would tell', async () => {
  const { target, parts } = await begun();
  const at = parts.findIndex((part) => /"count":\d/.test(new TextDecoder().decode(part)));
  for (const [index, part] of parts.slice(0, at).entries()) await target.take(index + 1, part);
  const text = new TextDecoder().decode(parts[at]);
  const forged = new TextEncoder().encode(text.replace(/(?<="count":)\d/, (digit) => (digit === '1' ? '2' : '1')));
  await expect(target.take(at + 1, forged)).rejects.toThrow('not the one that was signed');
});

const none = new Uint8Array(0);

test('a part that comes too early, one too many and an end that comes too early are refused', async () => {
  const { target, parts, log } = await begun();
  const missing = { code: 'FAILED_PRECONDITION' };
  await expect(target.take(2, parts[1] ?? none)).rejects.toMatchObject({ ...missing, field: 'part 2' });
  await expect(target.take(99, none)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'part 99' });
  for (let part = 1; part < parts.length; part++) await target.take(part, parts[part - 1] ?? none);
  await expect(target.finish('m')).rejects.toMatchObject({ ...missing, field: `part ${log.parts.length}` });
});

test('entries that do not fit each other are refused, though the manifest says the same', async () => {
  const { log, parts } = await begun();
  const lines = parts.map((part) => new TextDecoder().decode(part));
  const at = lines.findIndex((line) => line.includes('"SENDER_REFUSED"'));
  const forged = [
    [lines.with(at, lines[at]?.replace('acme', 'zeta') ?? ''), 'leaf hash'],
    [lines.with(at, lines[at]?.replace('"position":4', '"position":5') ?? ''), 'not the next'],
    [lines.with(0, lines[0]?.replace('"offsets":"4"', '"offsets":"6"') ?? ''), 'root'],
    [lines.with(0, lines[0]?.replace('"rows":4', '"rows":5') ?? ''), 'leaf hash'],
    [lines.with(at, `{"half":`), 'no entry'],
  ] as const;
  for (const [texts, problem] of forged) {
    const bytes = texts.map((text) => new TextEncoder().encode(text));
    const facts = log.parts.map((one, place) => {
      const part = bytes[place] ?? none;
      return { ...one, bytes: part.length, digest: bytesText(sha256(part)) };
    });
    const target = openLogTarget(freshFile());
    const taken = async () => {
      await target.begin(givenLog({ ...log, parts: facts }, 'forged'));
      for (const [index, part] of bytes.entries()) await target.take(index + 1, part);
    };
    await expect(taken(), problem).rejects.toThrow(problem);
    target.close();
  }
});

test('a head or a root that is not the one that was signed is found at the end', async () => {
  const { log, parts } = await begun();
  for (const wrong of [{ head: log.head + 1 }, { rootHash: bytesText(sha256(none)) }]) {
    const target = openLogTarget(freshFile());
    await target.begin(givenLog({ ...log, ...wrong }, 'wrong'));
    for (const [index, part] of parts.entries()) await target.take(index + 1, part);
    await expect(target.finish('wrong')).rejects.toMatchObject({ code: 'FAILED_PRECONDITION', field: 'log' });
    target.close();
  }
});

test('where anything is already, or something else is being taken in, nothing is', async () => {
  const { target, log } = await begun();
  await expect(target.begin(givenLog(log, 'another'))).rejects.toThrow('another export');
  const file = freshFile();
  const store = await openSqliteStore({ file, use: 'COMMAND' });
  await store.append([policySet(0, 'CN-1')]);
  await store.close();
  const full = openLogTarget(file);
  await expect(full.begin(givenLog(log, 'm'))).rejects.toMatchObject({ code: 'FAILED_PRECONDITION' });
  expect(full.taking()).toBeUndefined();
  full.close();
});

test('what was erased after its part was made is erased where it is taken in', async () => {
  const [from, to] = [freshFile(), freshFile()];
  const store = await openSqliteStore({ file: from, use: 'COMMAND' });
  await store.importBlock(importOf('b1', [noFinance, [1]], [noVoice, [4]]));
  await store.append([numberChange(1, 1, { kind: 'SENDER_REFUSED', brand: 'acme' })]);
  const early = exportOf(from);
  const line = { service: 'IN_SERVICE', tenures: [] } as const;
  await store.append([numberChange(1, 2, { kind: 'RECORD_ERASED', after: 0, ...line })]);
  const source = openLogSource(from);
  const rest = madePart(source, sha256, early.parts.length + 1, { ...firstPlace, until: early.log.head });
  source.close();
  if (rest === undefined) throw new Error('there is a rest');
  const { log, parts } = exportOf(from);
  const target = openLogTarget(to);
  await target.begin(givenLog({ ...log, parts: [...early.log.parts, rest.facts] }, 'm'));
  for (const [index, part] of [...early.parts, rest.lines].entries()) await target.take(index + 1, part);
  await target.finish('m');
  target.close();
  const taken = await openSqliteStore({ file: to, use: 'COMMAND' });
  expect(standing(taken)).toEqual(standing(store));
  expect(exportOf(to)).toEqual({ log, parts });
  expect(auditStore(to).findings).toEqual([]);
  await Promise.all([store.close(), taken.close()]);
  expect(readFileSync(to).includes('acme')).toBe(false);
});
