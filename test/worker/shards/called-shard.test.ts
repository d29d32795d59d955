import { expect, test } from 'vitest';
import type { NumberChange } from '../../../src/core/change.ts';
import { Fault } from '../../../src/core/fault.ts';
import { blockOf, offsetInBlock, type PhoneNumber } from '../../../src/core/phone-number.ts';
import { fanOutShard } from '../../../src/lookup/fan-out-shard.ts';
import { openLookup } from '../../../src/lookup/open-lookup.ts';
import type { Shard } from '../../../src/lookup/shard.ts';
import { durableLogSource } from '../../../src/storage/durable/durable-moving.ts';
import { openDurableStore } from '../../../src/storage/durable/durable-store.ts';
import { type ExportedLog, exportedLog, nothingExported } from '../../../src/storage/moving/exported-log.ts';
import { sha256 } from '../../../src/storage/sqlite/sha256.ts';
import { calledExport, calledShard } from '../../../src/worker/shards/called-shard.ts';
import { numberLookup } from '../../../src/worker/shards/number-object.ts';
import { servedShard } from '../../../src/worker/shards/served-shard.ts';
import type { AskShard } from '../../../src/worker/shards/shard-calls.ts';
import { newMemoryStore, refuseAll, refuseCredit } from '../../lookup/changes.ts';
import { standInStorage } from '../../storage/durable/stand-in-storage.ts';

const numbers = [8613800138000, 8613800138001, 8613800150000] as PhoneNumber[];
const [first] = numbers as [PhoneNumber];
const at = 1_800_000_000_000;

/** As RPC does it: what goes over is a copy. */
const cloned =
  (ask: AskShard): AskShard =>
  async (name, given) =>
    structuredClone(await ask(name, structuredClone(given)));

const nothingToExport: ExportedLog = { logId: 'log-1', nextPart: async () => undefined };

function pair(): { readonly here: Shard; readonly there: Shard; readonly complaints: unknown[] } {
  const complaints: unknown[] = [];
  const { shard } = openLookup(newMemoryStore(), { logId: 'log-1' });
  const ask = cloned(servedShard(shard, nothingToExport, (error) => complaints.push(error)));
  return { here: shard, there: calledShard('log-1', ask), complaints };
}

function refusal(number: PhoneNumber, follows = 0): NumberChange {
  const event = { kind: 'PREFERENCES_SET', preferences: refuseCredit } as const;
  return { number, event, follows, at, actor: 'subscriber', wayIn: 'API', proof: 'OTP' } as NumberChange;
}

test('what is asked of another object is what is asked here', async () => {
  const { here, there } = pair();
  expect(await there.change([refusal(first), refusal(first, 7)])).toEqual([
    { status: 'APPENDED', position: 1 },
    { status: 'CONFLICT', head: 1 },
  ]);
  const groups = [{ preferences: refuseAll, offsets: Uint16Array.of(offsetInBlock(numbers[1] as PhoneNumber)) }];
  const imported = await there.importBlock({ block: blockOf(first), batchId: 'b1', at, actor: 'operator', groups });
  expect(imported).toMatchObject({ registered: 1 });
  const list = {
    blocks: Float64Array.of(blockOf(first)),
    ends: Uint32Array.of(2),
    offsets: Uint16Array.from(numbers.slice(0, 2), offsetInBlock),
  };
  const ask = async (shard: Shard) => {
    const { heads, stateIds, states } = await shard.states(list);
    const [log] = shard.logs;
    return {
      standings: await shard.standings(numbers),
      states: { heads, stateIds, states },
      number: await shard.number(first),
      history: await shard.history(first, 10, 10),
      before: await shard.numberBefore(first, 1),
      block: await shard.block(blockOf(first)),
      log: [log?.logId, await log?.head(), await log?.tail(0, 10), await log?.tallies([''])],
      assertion: await log?.entriesOfAssertion('none', 0, 10),
      name: shard.logIdOf(first),
    };
  };
  expect(await ask(there)).toEqual(await ask(here));
});

test('a fault keeps what it says; its cause is told of where it happened', async () => {
  const { shard } = openLookup(newMemoryStore(), { logId: 'log-1' });
  const cause = new Error('disk');
  const full = new Fault('UNAVAILABLE', 'no room', { retryAfterSec: 3, cause });
  const complaints: unknown[] = [];
  const ask = servedShard({ ...shard, change: () => Promise.reject(full) }, nothingToExport, (error) =>
    complaints.push(error),
  );
  const failure = calledShard('log-1', cloned(ask)).change([refusal(first)]);
  await expect(failure).rejects.toMatchObject({ code: 'UNAVAILABLE', message: 'no room', retryAfterSec: 3 });
  await expect(failure).rejects.toBeInstanceOf(Fault);
  expect(complaints).toEqual([full]);
});

test('an object that fails, or cannot be had, has no say: its numbers are unavailable, others are answered', async () => {
  const complaints: unknown[] = [];
  const { shard } = openLookup(newMemoryStore(), { logId: 'log-1' });
  const broken = {
    ...shard,
    standings: () => {
      throw new Error('a defect');
    },
  };
  const failing = calledShard('log-1', cloned(servedShard(broken, nothingToExport, (error) => complaints.push(error))));
  const gone = calledShard('log-1', () => Promise.reject(new Error('the object was reset')));
  for (const part of [failing, gone]) {
    await expect(part.standings([first])).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfterSec: 1 });
    const both = fanOutShard([part, pair().there], { limitMs: 60_000 });
    const many = Array.from({ length: 8 }, (_, place) => (first + place * 10_000) as PhoneNumber);
    const { standings, heads } = await both.standings(many);
    expect(new Set(standings.map((one) => one === undefined))).toEqual(new Set([true, false]));
    expect(heads).toHaveLength(1);
  }
  expect(complaints).toHaveLength(2);
});

test('an object that was made for another place is refused', async () => {
  const store = newMemoryStore();
  const options = { blockBytesMax: 2 ** 20, nextTurn: async () => {} };
  await numberLookup(store, { place: 2, count: 4 }, options);
  await numberLookup(store, { place: 2, count: 4 }, options);
  await expect(numberLookup(store, { place: 2, count: 8 }, options)).rejects.toThrow(/^DND_SHARDS: the object log-2/);
});

test('a part of its log is made where the log is, and crosses over as it is', async () => {
  const storage = standInStorage();
  const store = openDurableStore(storage, { sha256 });
  await store.append([refusal(first)]);
  const { shard } = openLookup(store, { logId: 'log-1' });
  const exported = exportedLog('log-1', sha256, () => durableLogSource(storage));
  const there = calledExport('log-1', cloned(servedShard(shard, exported, () => undefined)));
  const part = await there.nextPart(nothingExported);
  expect(part).toMatchObject({ facts: { part: 1, kind: 'ENTRIES', rows: 1 }, head: 1, isLast: true });
  expect(part).toEqual(await exported.nextPart(nothingExported));
  // A copy takes along all that is behind the bytes.
  expect(part?.lines.buffer.byteLength).toBe(part?.facts.bytes);
  expect(await there.nextPart(part?.after ?? nothingExported)).toBeUndefined();
  const gone = calledExport('log-1', () => Promise.reject(new Error('the object was reset')));
  await expect(gone.nextPart(nothingExported)).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfterSec: 1 });
});
