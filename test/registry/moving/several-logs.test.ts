import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blockOf } from '../../../src/core/phone-number.ts';
import type { OpenedRegistry } from '../../../src/node/open-registry.ts';
import { exportManifest, exportPart } from '../../../src/registry/moving/export-part.ts';
import { signExport } from '../../../src/registry/moving/sign-export.ts';
import { beginTaking, finishTaking, readTaking, takePart } from '../../../src/registry/moving/take-in.ts';
import { operatorAtConsole } from '../../../src/runtime/operator-at-console.ts';
import { durableLogSource, openDurableTarget } from '../../../src/storage/durable/durable-moving.ts';
import { openDurableStore } from '../../../src/storage/durable/durable-store.ts';
import { exportedLog, nothingExported } from '../../../src/storage/moving/exported-log.ts';
import type { LogFacts } from '../../../src/storage/moving/moved-log.ts';
import { auditLog } from '../../../src/storage/sql/audit-log.ts';
import { sqlDatabase } from '../../../src/storage/sqlite/connection.ts';
import { sha256 } from '../../../src/storage/sqlite/sha256.ts';
import { numberChange, numberOf, policySet } from '../../storage/made-up.ts';
import {
  bootstrapToken,
  type EmptyObjects,
  emptyObjects,
  exporter,
  type FetchedExport,
  fetchedExport,
  logIds,
  numbersLogIds,
  offsets,
  openThreeLogs,
  shards,
} from './three-logs.ts';

let opened: OpenedRegistry;
let whole: FetchedExport;

beforeAll(async () => {
  opened = await openThreeLogs();
  whole = await fetchedExport(opened);
});
afterAll(() => opened.close());

const keys = () => opened.registry.receipts.jwks().keys;
const begin = (objects: EmptyObjects, manifest = whole.manifest, count = shards) =>
  beginTaking(objects.taking(count), bootstrapToken, { manifest, keys: keys() });
const finish = (objects: EmptyObjects) => finishTaking(objects.taking(), bootstrapToken);
const take = (objects: EmptyObjects, logId: string, part: number, lines: Uint8Array) =>
  takePart(objects.taking(), bootstrapToken, { logId, part, lines });
const linesOf = (logId: string, part: number) =>
  whole.logs.find((log) => log.logId === logId)?.lines[part - 1] ?? new Uint8Array(0);
const factsOf = ({ logs }: FetchedExport): LogFacts[] => logs.map(({ lines: _, ...facts }) => facts);

async function takeAll(objects: EmptyObjects): Promise<void> {
  for (const { logId, lines } of whole.logs) {
    for (const [at, one] of lines.entries()) await take(objects, logId, at + 1, one);
  }
}

describe('out', () => {
  test('the logs of numbers come first, and the directory’s last', () => {
    expect(whole.logs.map(({ logId }) => logId)).toEqual(logIds);
    expect(whole.logs.every(({ parts }) => parts[0]?.kind === 'ENTRIES' && parts[0].part === 1)).toBe(true);
    const { shards: count, logs } = JSON.parse(whole.manifest) as { shards: number; logs: unknown };
    expect([count, logs]).toEqual([shards, factsOf(whole)]);
  });

  test('what is written meanwhile comes with it, and so does what it names in the directory', async () => {
    const { registry } = opened;
    const written: string[] = [];
    const grown = await fetchedExport(opened, async (logId) => {
      if (written.push(logId) !== 1) return;
      const policy = registry.store.entity('POLICY', 'current');
      await registry.store.append([policySet(policy?.position ?? 0, 'CN-2026.1')]);
      const number = numberOf(offsets[2] ?? 0);
      const { follows } = await registry.shard.number(number);
      await registry.shard.change([
        { ...numberChange(offsets[2] ?? 0, follows, { kind: 'SENDER_REFUSED', brand: 'named' }) },
      ]);
    });
    const text = (logId: string) =>
      new TextDecoder().decode(grown.logs.find((log) => log.logId === logId)?.lines[0] ?? new Uint8Array(0));
    expect(text('log-3')).toContain('"named"');
    // The last entry says that it was signed.
    expect(grown.logs.at(-1)?.head).toBe(registry.store.head() - 1);
    expect(text('log').split('\n').at(-2)).toContain('POLICY_SET');
    whole = await fetchedExport(opened);
  });

  test('nothing is signed but all logs as they were given', async () => {
    const logs = factsOf(whole);
    const continuation = whole.continuations.at(-1) ?? '';
    const [first, second] = logs as [LogFacts, LogFacts];
    const renamed = logs.with(0, { ...second, logId: first.logId }).with(1, { ...first, logId: second.logId });
    for (const others of [logs.slice(1), logs.slice(0, -1), logs.with(0, second).with(1, first), renamed]) {
      const asked = exportManifest(opened.registry, exporter, { continuation, logs: others });
      await expect(asked).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'logs' });
    }
    for (const early of whole.continuations.slice(0, -1)) {
      const asked = exportManifest(opened.registry, exporter, { continuation: early, logs });
      await expect(asked).rejects.toMatchObject({ code: 'FAILED_PRECONDITION', field: 'continuation' });
    }
    expect(await exportPart(opened.registry, exporter, { continuation })).toBeUndefined();
  });
});

describe('in', () => {
  test('in whatever order parts come, however often and wherever it is broken off: a registry when all is there, and not before', async () => {
    const parts = whole.logs.flatMap(({ logId, lines }) => lines.map((_, at) => ({ logId, part: at + 1 })));
    const step = fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(...logIds).map((logId) => ({ next: logId })) },
      { weight: 2, arbitrary: fc.constantFrom(...parts).map((given) => ({ given })) },
      { weight: 2, arbitrary: fc.record({ from: fc.constantFrom(...parts), to: fc.constantFrom(...logIds) }) },
      { weight: 2, arbitrary: fc.constant('FINISH' as const) },
      { weight: 1, arbitrary: fc.constant('BEGIN' as const) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const objects = emptyObjects();
        await begin(objects);
        const next = new Map(logIds.map((logId) => [logId, 1]));
        const isAll = () => whole.logs.every(({ logId, parts: own }) => (next.get(logId) ?? 0) > own.length);
        for (const one of steps) {
          if (one === 'BEGIN') await begin(objects);
          else if (one === 'FINISH') {
            if (isAll()) break;
            await expect(finish(objects)).rejects.toMatchObject({ code: 'FAILED_PRECONDITION' });
          } else if ('next' in one) {
            const part = next.get(one.next) ?? 1;
            const lines = linesOf(one.next, part);
            if (lines.length === 0) continue;
            await take(objects, one.next, part, lines);
            next.set(one.next, part + 1);
          } else if ('given' in one) {
            const { logId, part } = one.given;
            const taken = take(objects, logId, part, linesOf(logId, part));
            if (part > (next.get(logId) ?? 1)) await expect(taken).rejects.toMatchObject({ field: `part ${part}` });
            else next.set(logId, Math.max(next.get(logId) ?? 1, (await taken).nextPart));
          } else if (one.from.logId !== one.to) {
            const { logId, part } = one.from;
            // Where that was taken already, or the log is whole, it has no effect.
            await take(objects, one.to, part, linesOf(logId, part)).catch((error: unknown) => {
              expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', field: `part ${part}` });
            });
          }
          const taking = await readTaking(objects.taking(), bootstrapToken);
          expect(new Map(taking?.map(({ logId, nextPart }) => [logId, nextPart]))).toEqual(next);
        }
        await takeAll(objects);
        await finish(objects);
        await requireSame(objects);
      }),
      { numRuns: 12 },
    );
  });

  test('between the ends of two logs it is no registry, and goes on', async () => {
    for (let reached = 0; reached < numbersLogIds.length; reached++) {
      const objects = emptyObjects();
      await begin(objects);
      await takeAll(objects);
      const { numbers, ...taking } = objects.taking();
      const cut = numbers.map((one, at) =>
        at < reached ? one : { ...one, finish: () => Promise.reject(new Error('cut')) },
      );
      await expect(finishTaking({ ...taking, numbers: cut }, bootstrapToken)).rejects.toThrow('cut');
      expect(openDurableTarget(objects.directory, { sha256 }).taking()).toMatchObject({ logId: 'log' });
      expect(await readTaking(objects.taking(), bootstrapToken)).toHaveLength(4);
      await begin(objects);
      await takeAll(objects);
      await finish(objects);
      await requireSame(objects);
    }
  });

  test('an object that was asked before anything was there takes its log in all the same, and another’s takes none', async () => {
    const objects = emptyObjects();
    const store = openDurableStore(objects.numbers[1] ?? objects.directory, { sha256 });
    await store.addCounts([{ key: 'SHARD/2/3', count: 1 }]);
    await begin(objects);
    await takeAll(objects);
    await finish(objects);
    await requireSame(objects);
    const others = emptyObjects();
    await openDurableStore(others.numbers[1] ?? others.directory, { sha256 }).addCounts([
      { key: 'SHARD/1/3', count: 1 },
    ]);
    await expect(begin(others)).rejects.toMatchObject({ code: 'FAILED_PRECONDITION' });
  });

  test('numbers are taken into the log they belong to, whatever was signed', async () => {
    const { registry } = opened;
    const [first, second, third, directory] = factsOf(whole) as [LogFacts, LogFacts, LogFacts, LogFacts];
    const swapped = [{ ...second, logId: 'log-1' }, { ...first, logId: 'log-2' }, third, directory];
    const inDirectory = [first, second, third, { ...third, logId: 'log' }];
    const inNumbers = [{ ...directory, logId: 'log-1' }, second, third, directory];
    for (const [logs, logId, from] of [
      [swapped, 'log-1', 'log-2'],
      [swapped, 'log-2', 'log-1'],
      [inDirectory, 'log', 'log-3'],
      [inNumbers, 'log-1', 'log'],
    ] as const) {
      const objects = emptyObjects();
      await begin(objects, await signExport(registry, operatorAtConsole, logs));
      await expect(take(objects, logId, 1, linesOf(from, 1))).rejects.toThrow('belongs to another log');
      const taking = await readTaking(objects.taking(), bootstrapToken);
      expect(taking?.find((one) => one.logId === logId)).toMatchObject({ nextPart: 1 });
    }
  });

  test('a log that says it belongs elsewhere is not taken in', async () => {
    const counters = linesOf('log-2', 2);
    expect(new TextDecoder().decode(counters)).toContain('"SHARD/2/3"');
    const [first, second, ...rest] = factsOf(whole) as [LogFacts, LogFacts, LogFacts, LogFacts];
    const [, itsCounters] = second.parts;
    const parts = [first.parts[0], itsCounters] as LogFacts['parts'];
    const objects = emptyObjects();
    await begin(objects, await signExport(opened.registry, operatorAtConsole, [{ ...first, parts }, second, ...rest]));
    await take(objects, 'log-1', 1, linesOf('log-1', 1));
    await expect(take(objects, 'log-1', 2, counters)).rejects.toThrow('belongs elsewhere');
    const [entries] = first.parts;
    const silent = emptyObjects();
    const bare = { ...first, parts: [entries] } as LogFacts;
    await begin(silent, await signExport(opened.registry, operatorAtConsole, [bare, second, ...rest]));
    for (const { logId, lines } of whole.logs) {
      for (const [at, one] of lines.entries())
        if (logId !== 'log-1' || at === 0) await take(silent, logId, at + 1, one);
    }
    await expect(finish(silent)).rejects.toMatchObject({ code: 'FAILED_PRECONDITION', field: 'log-1' });
  });

  test('another root or head of one log is found before anything is served', async () => {
    const [first, second, ...rest] = factsOf(whole) as [LogFacts, LogFacts, LogFacts, LogFacts];
    for (const wrong of [{ rootHash: first.rootHash }, { head: second.head - 1 }]) {
      const objects = emptyObjects();
      const logs = [first, { ...second, ...wrong }, ...rest];
      await begin(objects, await signExport(opened.registry, operatorAtConsole, logs));
      await takeAll(objects);
      await expect(finish(objects)).rejects.toMatchObject({ code: 'FAILED_PRECONDITION', field: 'log' });
      expect(openDurableTarget(objects.directory, { sha256 }).taking()).toMatchObject({ logId: 'log' });
    }
  });

  test('a manifest without one of its logs, or of another number of them than there are here, is not begun', async () => {
    const logs = factsOf(whole);
    for (const others of [logs.slice(1), logs.slice(0, -1), logs.toReversed(), [...logs, ...logs]]) {
      const objects = emptyObjects();
      const manifest = await signExport(opened.registry, operatorAtConsole, others);
      await expect(begin(objects, manifest)).rejects.toMatchObject({ code: 'INCOMPATIBLE_STATE', field: 'logs' });
      expect(await readTaking(objects.taking(), bootstrapToken)).toBeUndefined();
    }
    for (const count of [0, 2]) {
      const refused = begin(emptyObjects(), whole.manifest, count);
      await expect(refused).rejects.toMatchObject({ code: 'INCOMPATIBLE_STATE', field: 'DND_SHARDS', limit: '3' });
    }
  });

  test('nobody without the token, and no log that there is not', async () => {
    const objects = emptyObjects();
    await begin(objects);
    const lines = linesOf('log-1', 1);
    const stranger = takePart(objects.taking(), 'x'.repeat(43), { logId: 'log-1', part: 1, lines });
    await expect(stranger).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(take(objects, 'log-4', 1, lines)).rejects.toMatchObject({ code: 'NOT_FOUND', field: 'log' });
  });
});

/** Every object has the log that was exported, which fits itself, and gives the same parts again. */
async function requireSame({ directory, numbers, defects }: EmptyObjects): Promise<void> {
  for (const [at, storage] of [...numbers, directory].entries()) {
    const { logId, head, rootHash, parts } = whole.logs[at] as LogFacts;
    expect(auditLog(sqlDatabase(storage.connection), sha256).findings).toEqual([]);
    const exported = exportedLog(logId, sha256, () => durableLogSource(storage));
    const first = await exported.nextPart(nothingExported);
    expect(first?.facts).toEqual(parts[0]);
    expect({ head: first?.head, rootHash: first?.rootHash }).toEqual({ head, rootHash });
    const store = openDurableStore(storage, { sha256 });
    expect(store.shortRecordCount('TAKING')).toBe(0);
    const places = store.blocks(0, 10).map((block) => block);
    expect(places).toEqual(at < offsets.length ? [blockOf(numberOf(offsets[at] ?? 0))] : []);
  }
  expect(defects).toEqual([]);
}
