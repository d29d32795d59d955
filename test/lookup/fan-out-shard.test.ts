import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NumberChange, NumberEvent, Position } from '../../src/core/change.ts';
import { Fault } from '../../src/core/fault.ts';
import { shardOfBlock } from '../../src/core/number-shard.ts';
import type { NumbersByBlock } from '../../src/core/numbers-by-block.ts';
import { blockOf, numberAt, offsetInBlock, type PhoneNumber } from '../../src/core/phone-number.ts';
import type { Timer } from '../../src/lookup/answer-limit.ts';
import { fanOutShard } from '../../src/lookup/fan-out-shard.ts';
import { nextTurn } from '../../src/lookup/next-turn.ts';
import { openLookup } from '../../src/lookup/open-lookup.ts';
import { type Shard, unavailableState } from '../../src/lookup/shard.ts';
import type { LogEntry } from '../../src/storage/store.ts';
import { anyNumberEvent } from '../core/any-number-event.ts';
import { newMemoryStore, refuseAll, refuseCredit } from './changes.ts';

const timeout = 120_000;
const at = 1_800_000_000_000;
/** Eight in a row: with two parts or five each part has some of them. */
const blocks = Array.from({ length: 8 }, (_, place) => 99_942_400 + place);
const never: Timer = () => () => {};

function shardOf(logId: string): Shard {
  return openLookup(newMemoryStore(), { logId }).shard;
}

function partsOf(count: number): readonly Shard[] {
  return Array.from({ length: count }, (_, place) => shardOf(`log-${place + 1}`));
}

const number = fc
  .tuple(fc.constantFrom(...blocks), fc.constantFrom(0, 1, 255, 9_999))
  .map(([block, offset]) => numberAt(block, offset));
const numbers = fc.array(number, { minLength: 1, maxLength: 12 });
const preferences = fc.constantFrom(refuseAll, refuseCredit);
/** But for those that name positions, which differ from one layout to another. */
const event = anyNumberEvent({
  preferences,
  brands: ['brand-1', 'brand-2'],
  carriers: ['carrier-1'],
  earlier: 1_700_000_000_000,
  later: 1_750_000_000_000,
}).filter(({ kind }) => !/RESTORED|ERASED/.test(kind));

type Step =
  | {
      readonly do: 'CHANGE';
      readonly numbers: readonly PhoneNumber[];
      readonly event: NumberEvent;
      readonly late: boolean;
    }
  | { readonly do: 'IMPORT'; readonly block: number; readonly offsets: readonly number[] }
  | { readonly do: 'ASK'; readonly numbers: readonly PhoneNumber[] };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('CHANGE' as const), numbers, event, late: fc.boolean() }),
  fc.record({
    do: fc.constant('IMPORT' as const),
    block: fc.constantFrom(...blocks),
    offsets: fc.uniqueArray(fc.constantFrom(0, 1, 2, 255, 9_999), { minLength: 1 }),
  }),
  fc.record({ do: fc.constant('ASK' as const), numbers }),
);

/** A layout, and the step by which each of its positions was written: what two layouts have in common. */
interface Layout {
  readonly shard: Shard;
  readonly written: Map<string, number>;
}

function positionName({ shard }: Layout, of: PhoneNumber, position: Position): string {
  return `${shard.logIdOf(of)}:${position}`;
}

/** Details with steps in place of positions. */
function translated(layout: Layout, of: PhoneNumber, value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, member: unknown) =>
      key === 'position' ? (layout.written.get(positionName(layout, of, member as Position)) ?? member) : member,
    ),
  );
}

async function change(layout: Layout, { numbers: of, event: happened, late }: Step & { do: 'CHANGE' }, step: number) {
  const changes: NumberChange[] = [];
  for (const one of of) {
    const { follows } = await layout.shard.number(one);
    const wrong = late && changes.length % 3 === 2 ? 1_000_000 : 0;
    changes.push({
      ...{ number: one, event: happened, follows: follows + wrong, at },
      ...{ actor: 'subscriber', wayIn: 'API' as const, proof: 'OTP' as const },
    });
  }
  const results = await layout.shard.change(changes);
  for (const [place, result] of results.entries()) {
    if (result.status === 'APPENDED') layout.written.set(positionName(layout, of[place]!, result.position), step);
  }
  return results.map(({ status }) => status);
}

async function importRows(layout: Layout, { block, offsets }: Step & { do: 'IMPORT' }, step: number) {
  const groups = [{ preferences: refuseAll, offsets: Uint16Array.from(offsets) }];
  const rows = { block, batchId: `batch-${step}`, at, actor: 'operator:test', groups };
  const { position, ...counts } = await layout.shard.importBlock(rows);
  if (position !== undefined) layout.written.set(positionName(layout, numberAt(block, 0), position), step);
  return counts;
}

function byBlock(of: readonly PhoneNumber[]): NumbersByBlock {
  const own = [...of].sort((a, b) => a - b);
  const held = [...new Set(own.map(blockOf))];
  return {
    blocks: Float64Array.from(held),
    ends: Uint32Array.from(held, (block) => own.filter((one) => blockOf(one) <= block).length),
    offsets: Uint16Array.from(own, offsetInBlock),
  };
}

/** Everything that can be asked about some numbers, in words that all layouts share. */
async function answers(layout: Layout, of: readonly PhoneNumber[]): Promise<unknown> {
  const { shard } = layout;
  const { standings, versions } = await shard.standings(of);
  const list = byBlock(of);
  const { stateIds, states } = await shard.states(list);
  const [first] = of as [PhoneNumber];
  const { record, follows } = await shard.number(first);
  const history = await shard.history(first, Number.MAX_SAFE_INTEGER, 5);
  const block = await shard.block(blockOf(first));
  return {
    standings: standings.map((one, place) => translated(layout, of[place]!, [one?.state, one?.detail])),
    onRecord: standings.map((one) => one?.stateId !== 0),
    versions: versions.length,
    states: [...stateIds].map((id) => states.get(id)),
    record: translated(layout, first, record),
    follows: layout.written.get(positionName(layout, first, follows)) ?? follows,
    history: history.map((entry) => [layout.written.get(positionName(layout, first, entry.position)), wordsOf(entry)]),
    before: translated(layout, first, await shard.numberBefore(first, history[0]?.position ?? 1)),
    block: block.recent.map(({ offset, state }) => [offset, block.states.get(state)]),
  };
}

function wordsOf(entry: LogEntry): unknown {
  if ('block' in entry) return [entry.block, entry.rows];
  return 'number' in entry ? [entry.number, entry.event] : undefined;
}

describe.for([1, 2, 5])('a shard over %i', (count) => {
  test('answers every question as one store does, and makes every change', { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30, size: 'max' }), async (steps) => {
        const one: Layout = { shard: shardOf('log'), written: new Map() };
        const many: Layout = { shard: fanOutShard(partsOf(count), { limitMs: 1, timer: never }), written: new Map() };
        for (const [place, each] of steps.entries()) {
          const done = async (layout: Layout) => {
            if (each.do === 'CHANGE') return change(layout, each, place);
            if (each.do === 'IMPORT') return importRows(layout, each, place);
            return answers(layout, each.numbers);
          };
          expect(await done(many)).toEqual(await done(one));
        }
      }),
      { numRuns: 30 },
    );
  });

  test('gives equal ids to equal states alone, and 0 to unknown numbers of all parts', { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(number, preferences)), numbers, async (choices, asked) => {
        const shard = fanOutShard(partsOf(count), { limitMs: 1, timer: never });
        const layout: Layout = { shard, written: new Map() };
        for (const [of, chosen] of choices) {
          const set = { kind: 'PREFERENCES_SET', preferences: chosen } as const;
          await change(layout, { do: 'CHANGE', numbers: [of], event: set, late: false }, 0);
        }
        const { standings } = await shard.standings(asked);
        const { stateIds } = await shard.states(byBlock(asked));
        const sorted = [...asked].sort((a, b) => a - b);
        const meaning = new Map<number, unknown>([[0, undefined]]);
        for (const [place, one] of standings.entries()) {
          const chosen = choices.findLast(([of]) => of === asked[place])?.[1];
          expect(meaning.has(one!.stateId) ? meaning.get(one!.stateId) : chosen).toBe(chosen);
          meaning.set(one!.stateId, chosen);
          expect(stateIds[sorted.indexOf(asked[place]!)]).toBe(one!.stateId);
        }
      }),
      { numRuns: 30 },
    );
  });
});

test('heads come in the order of the logs, of those asked alone', async () => {
  const parts = partsOf(5);
  const shard = fanOutShard(parts, { limitMs: 1, timer: never });
  expect(shard.logs.map(({ logId }) => logId)).toEqual(['log-1', 'log-2', 'log-3', 'log-4', 'log-5']);
  const asked = blocks.map((block) => numberAt(block, 1));
  const names = new Set(asked.map((of) => shard.logIdOf(of)));
  const { heads } = await shard.standings(asked);
  expect(heads).toEqual([...names].sort().map((logId) => ({ logId, position: 0 })));
  expect((await shard.states(byBlock(asked))).heads).toEqual(heads);
});

test('what is in memory comes without a promise', async () => {
  const shard = fanOutShard(partsOf(5), { limitMs: 1, timer: never });
  const asked = blocks.map((block) => numberAt(block, 1));
  await shard.standings(asked);
  expect(shard.standings(asked)).not.toBeInstanceOf(Promise);
  expect(shard.standings(asked.slice(0, 1))).not.toBeInstanceOf(Promise);
  const [first] = asked as [PhoneNumber];
  await shard.change([{ number: first, ...refused, follows: 0 }]);
  await shard.standings([first]);
  const standing = async () => (await shard.standings([first])).standings[0];
  expect(await standing()).toBe(await standing());
});

const refused: Omit<NumberChange, 'number' | 'follows'> = {
  event: { kind: 'PREFERENCES_SET', preferences: refuseAll },
  at,
  actor: 'subscriber',
  wayIn: 'API',
  proof: 'OTP',
};

type Mood = 'UP' | 'REFUSES' | 'THROWS' | 'HANGS';

/** A part that cannot say, in one of the ways there are. */
function inMood(part: Shard, mood: Mood): Shard {
  if (mood === 'UP') return part;
  const away = (): never => {
    throw new Fault('UNAVAILABLE', 'away');
  };
  const ask = (): Promise<never> => {
    if (mood === 'THROWS') away();
    return mood === 'REFUSES' ? Promise.reject(new Fault('UNAVAILABLE', 'away')) : new Promise(() => {});
  };
  const writes = mood === 'THROWS' ? away : () => Promise.reject(new Fault('UNAVAILABLE', 'away'));
  return {
    ...part,
    ...{ standings: ask, states: ask, number: ask, history: ask, numberBefore: ask, block: ask },
    ...{ change: writes, importBlock: writes },
  };
}

/** A clock that stands: `strike` ends all limits that nobody called off. */
function handTimer() {
  const waiting = new Set<() => void>();
  const timer: Timer = (_, run) => {
    waiting.add(run);
    return () => waiting.delete(run);
  };
  return {
    timer,
    async strike() {
      // All that can be answered is, within some turns.
      for (let turn = 0; turn < 5; turn++) await nextTurn();
      for (const run of waiting) run();
    },
  };
}

const moods = fc.array(fc.constantFrom<Mood>('UP', 'UP', 'REFUSES', 'THROWS', 'HANGS'), {
  minLength: 5,
  maxLength: 5,
});

test('a part that fails or hangs leaves open what is asked about its own numbers, and nothing else', {
  timeout,
}, async () => {
  await fc.assert(
    fc.asyncProperty(moods, numbers, async (moodOf, asked) => {
      const parts = partsOf(moodOf.length);
      const { timer, strike } = handTimer();
      const whole = fanOutShard(parts, { limitMs: 1, timer: never });
      for (const of of new Set(asked)) await whole.change([{ number: of, ...refused, follows: 0 }]);
      const shard = fanOutShard(
        parts.map((part, place) => inMood(part, moodOf[place]!)),
        { limitMs: 1, timer },
      );
      const isUp = (of: PhoneNumber) => moodOf[shardOfBlock(blockOf(of), parts.length)] === 'UP';
      const inTime = async <T>(ask: Promise<T>): Promise<T> => {
        await strike();
        return ask;
      };

      const known = await whole.standings(asked);
      const { standings, heads, versions } = await inTime(Promise.resolve(shard.standings(asked)));
      expect(standings).toEqual(known.standings.map((one, place) => (isUp(asked[place]!) ? one : undefined)));
      expect(versions).toEqual(known.versions.map((one, place) => (isUp(asked[place]!) ? one : 0)));
      const names = asked.filter(isUp).map((of) => shard.logIdOf(of));
      expect(heads.map(({ logId }) => logId)).toEqual([...new Set(names)].sort());

      const list = byBlock(asked);
      const all = await whole.states(list);
      const some = await inTime(shard.states(list));
      const sorted = [...asked].sort((a, b) => a - b);
      expect([...some.stateIds]).toEqual(
        [...all.stateIds].map((id, place) => (isUp(sorted[place]!) ? id : unavailableState)),
      );
      expect(some.states.has(unavailableState)).toBe(false);

      const [first] = asked as [PhoneNumber];
      const record = await inTime(
        Promise.resolve()
          .then(() => shard.number(first))
          .catch((error: Fault) => error.code),
      );
      expect(record).toEqual(isUp(first) ? await whole.number(first) : 'UNAVAILABLE');
    }),
    { numRuns: 60 },
  );
});

test('changes for parts that can be had are made where another part fails, and the whole is refused', async () => {
  const parts = partsOf(2);
  const asked = blocks.map((block) => numberAt(block, 1));
  const whole = fanOutShard(parts, { limitMs: 1, timer: never });
  const shard = fanOutShard([parts[0]!, inMood(parts[1]!, 'REFUSES')], { limitMs: 1, timer: never });
  const changes = asked.map((of) => ({ number: of, ...refused, follows: 0 }));
  await expect(shard.change(changes)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  for (const of of asked) {
    expect((await whole.number(of)).follows > 0).toBe(shardOfBlock(blockOf(of), 2) === 0);
  }
});

test('what is no failure of a part’s own is not hidden', async () => {
  const broken: Shard = { ...shardOf('log-1'), standings: () => Promise.reject(new TypeError('a defect')) };
  const shard = fanOutShard([broken], { limitMs: 1, timer: never });
  await expect(shard.standings([numberAt(blocks[0]!, 1)])).rejects.toThrow('a defect');
});
