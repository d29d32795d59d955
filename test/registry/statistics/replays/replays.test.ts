import { expect, test } from 'vitest';
import type { Fault } from '../../../../src/core/fault.ts';
import { dayMs, secondMs } from '../../../../src/core/time.ts';
import type { OrganisationActor } from '../../../../src/registry/access/actor.ts';
import type { Registry } from '../../../../src/registry/registry.ts';
import { cancelReplay } from '../../../../src/registry/statistics/replays/cancel-replay.ts';
import { readReplay, readReplayResult } from '../../../../src/registry/statistics/replays/read-replays.ts';
import { replayAtOnce } from '../../../../src/registry/statistics/replays/replay-at-once.ts';
import { replayLimits } from '../../../../src/registry/statistics/replays/replay-limits.ts';
import { type RunReplaysOptions, runReplays } from '../../../../src/registry/statistics/replays/run-replays.ts';
import { startReplay } from '../../../../src/registry/statistics/replays/start-replay.ts';
import type { Store } from '../../../../src/storage/store.ts';
import { freshStore, memoryRegistry, operatorAtConsole, setOrganisation } from '../../memory-registry.ts';
import { mortalStore } from '../../mortal-store.ts';
import { closedPolicy, countNumbers } from './counted-country.ts';

interface Ministry {
  readonly registry: Registry;
  readonly clock: { at: number };
  readonly regulator: OrganisationActor;
  /** Of runs in this process. */
  readonly defects: unknown[];
  run(options?: Partial<RunReplaysOptions>): Promise<void>;
}

/** One process of a registry with a regulator; give two of them one store and clock. */
async function ministry(store: Store = freshStore(), clock?: { at: number }): Promise<Ministry> {
  const memory = await memoryRegistry({ store, ...(clock && { clock }) });
  const { registry } = memory;
  const regulator = await setOrganisation(registry, 'ministry', { role: 'REGULATOR' });
  const defects: unknown[] = [];
  return {
    ...memory,
    regulator,
    defects,
    run: (options) =>
      runReplays(registry, { isStopping: () => false, report: (error) => void defects.push(error), ...options }),
  };
}

/** Every step is a turn, and tells how far it is. */
const eager = { tellMs: 0, turnMs: 0 };

async function faultOf(call: () => unknown): Promise<Pick<Fault, 'code' | 'field' | 'limit'>> {
  try {
    await call();
  } catch (error) {
    const { code, field, limit } = error as Fault;
    return { code, field, limit };
  }
  throw new Error('nothing was refused');
}

const codeOf = async (call: () => unknown) => (await faultOf(call)).code;

test('a replay is asked for, noted with the digest of its proposal, run, and read', async () => {
  const { registry, regulator, run, defects } = await ministry();
  await countNumbers(registry);
  const policy = closedPolicy(registry.policy);
  const { replayId, status, digest } = await startReplay(registry, regulator, { policy });
  expect(status).toBe('QUEUED');
  const [shown] = registry.store.entities('FIGURES_SHOWN', '', 10);
  expect(shown?.document).toMatchObject({ organisationId: 'ministry', what: 'REPLAY' });
  expect(new URLSearchParams(shown?.document.query).get('digest')).toBe(digest);
  expect(await codeOf(() => readReplayResult(registry, regulator, { replayId }))).toBe('INCOMPATIBLE_STATE');
  await run();
  expect(readReplay(registry, regulator, { replayId })).toMatchObject({ status: 'COMPLETED', share: 1 });
  const { rows, ...facts } = readReplayResult(registry, regulator, { replayId });
  expect(facts).toMatchObject({
    presentPolicyId: 'CN-2026.1',
    proposedPolicyId: 'CN-2027.1',
    digest,
    minimumCellSize: 10,
  });
  const row = (category: string) =>
    rows.find((one) => one.region === 'UNKNOWN' && one.category === category && one.channel === 'VOICE');
  // 1,234 refused it before, 56 allow it now, and 7 said nothing of it: too few to be seen.
  expect(row('FIN_CREDIT')).toMatchObject({ law: 'CHANGED', refusedInstead: null, permittedInstead: null });
  expect([50, 60]).toContain(row('FIN_CREDIT')?.permitted.proposed);
  const others = row(registry.policy.categories.find(({ id }) => id !== 'FIN_CREDIT')?.id ?? '');
  expect([1_290, 1_300]).toContain(others?.refusedInstead);
  expect(others?.permitted.proposed).toBeNull();
  expect(defects).toEqual([]);
});

test('at the console the same figures come at once, and leave no job behind', async () => {
  const { registry, regulator, run } = await ministry();
  await countNumbers(registry);
  const policy = closedPolicy(registry.policy);
  const { replayId } = await startReplay(registry, regulator, { policy });
  await run();
  const shares: number[] = [];
  const result = await replayAtOnce(registry, operatorAtConsole, { policy }, (share) => void shares.push(share));
  expect(result.rows).toEqual(readReplayResult(registry, regulator, { replayId }).rows);
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(registry.store.shortRecordCount('REPLAY')).toBe(0);
  expect(await codeOf(() => replayAtOnce(registry, regulator, { policy }, () => undefined))).toBe('PERMISSION_DENIED');
});

test('only who may see figures may ask, and sees only what is his own', async () => {
  const { registry, regulator, run } = await ministry();
  const other = await setOrganisation(registry, 'other-ministry', { role: 'REGULATOR' });
  const brand = await setOrganisation(registry, 'brand-1', { role: 'BRAND' });
  const terms = { policyId: registry.policy.id };
  const { replayId } = await startReplay(registry, regulator, terms);
  const own = { replayId };
  for (const stranger of [other, brand]) {
    const code = stranger === brand ? 'PERMISSION_DENIED' : 'NOT_FOUND';
    expect(await codeOf(() => readReplay(registry, stranger, own))).toBe(code);
    expect(await codeOf(() => cancelReplay(registry, stranger, own))).toBe(code);
    expect(await codeOf(() => readReplayResult(registry, stranger, own))).toBe(code);
  }
  expect(await codeOf(() => startReplay(registry, brand, terms))).toBe('PERMISSION_DENIED');
  await run();
  expect(await codeOf(() => readReplayResult(registry, other, own))).toBe('NOT_FOUND');
  expect(await codeOf(() => cancelReplay(registry, other, own))).toBe('NOT_FOUND');
  expect(readReplayResult(registry, regulator, own).rows.every(({ law }) => law === 'SAME')).toBe(true);
});

test('one at a time, and twenty a day', async () => {
  const { registry, regulator, run, clock } = await ministry();
  const terms = { policyId: registry.policy.id };
  const started = await Promise.allSettled([1, 2, 3].map(() => startReplay(registry, regulator, terms)));
  expect(started.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await codeOf(() => startReplay(registry, regulator, terms))).toBe('INCOMPATIBLE_STATE');
  await run();
  let asked = 0;
  for (let code: string | undefined; code === undefined; asked++) {
    code = await startReplay(registry, regulator, terms).then(
      () => undefined,
      (error: Fault) => error.code,
    );
    if (code !== undefined) expect(code).toBe('TOO_MANY_REQUESTS');
    await run();
  }
  // Of the three at once those that lost may have been counted.
  expect(asked).toBeLessThanOrEqual(replayLimits.aDay.max);
  expect(asked).toBeGreaterThan(replayLimits.aDay.max - 3);
  clock.at += dayMs;
  expect(await startReplay(registry, regulator, terms)).toMatchObject({ status: 'QUEUED' });
});

test('it can be cancelled while it waits, while it runs, and when it has ended; the trail keeps it', async () => {
  const { registry, regulator, run } = await ministry();
  await countNumbers(registry);
  const policy = closedPolicy(registry.policy);
  const waiting = await startReplay(registry, regulator, { policy });
  await cancelReplay(registry, regulator, waiting);
  expect(await codeOf(() => readReplay(registry, regulator, waiting))).toBe('NOT_FOUND');

  const running = await startReplay(registry, regulator, { policy });
  let looks = 0;
  let seen: unknown;
  let cancelled: Promise<void> | undefined;
  await run({
    ...eager,
    isStopping: () => {
      if (++looks === 5) {
        seen = readReplay(registry, regulator, running);
        cancelled = cancelReplay(registry, regulator, running);
      }
      return false;
    },
  });
  await cancelled;
  expect(seen).toMatchObject({ status: 'RUNNING' });
  expect(looks).toBeLessThan(10);
  expect(await codeOf(() => readReplay(registry, regulator, running))).toBe('NOT_FOUND');

  const ended = await startReplay(registry, regulator, { policy });
  await run();
  await cancelReplay(registry, regulator, ended);
  expect(await codeOf(() => readReplayResult(registry, regulator, ended))).toBe('NOT_FOUND');
  expect(registry.store.entities('FIGURES_SHOWN', '', 10)).toHaveLength(3);
});

test('of two processes one runs it', async () => {
  const store = freshStore();
  const one = await ministry(store);
  const other = await ministry(store, one.clock);
  await countNumbers(one.registry);
  const { replayId } = await startReplay(one.registry, one.regulator, { policy: closedPolicy(one.registry.policy) });
  let steps = { one: 0, other: 0 };
  const counting = (name: 'one' | 'other') => () => {
    steps = { ...steps, [name]: steps[name] + 1 };
    return false;
  };
  await Promise.all([
    one.run({ ...eager, isStopping: counting('one') }),
    other.run({ ...eager, isStopping: counting('other') }),
  ]);
  // Who lost the claim looks once more and finds nothing that waits.
  expect(Math.min(steps.one, steps.other)).toBeLessThanOrEqual(2);
  expect(readReplay(other.registry, other.regulator, { replayId }).status).toBe('COMPLETED');
});

test('what a process that stops had under way is run by the next one at once', async () => {
  const store = freshStore();
  const first = await ministry(store);
  await countNumbers(first.registry);
  const { replayId } = await startReplay(first.registry, first.regulator, { policyId: 'CN-2026.1' });
  let looks = 0;
  await first.run({ ...eager, isStopping: () => ++looks > 5 });
  expect(readReplay(first.registry, first.regulator, { replayId }).status).toBe('QUEUED');
  const next = await ministry(store, first.clock);
  await next.run();
  expect(readReplay(next.registry, next.regulator, { replayId }).status).toBe('COMPLETED');
});

test.for(['LOST', 'UNACKNOWLEDGED'] as const)(
  'what a process that died had under way is run again when its time has run out (%s)',
  async (death) => {
    const store = freshStore();
    const mortal = mortalStore(store);
    const dying = await ministry(mortal.store);
    await countNumbers(dying.registry);
    const { replayId } = await startReplay(dying.registry, dying.regulator, { policyId: 'CN-2026.1' });
    const died = mortal.dieAt(4, death);
    void dying.run(eager);
    await died;
    const next = await ministry(store, dying.clock);
    await next.run();
    expect(readReplay(next.registry, next.regulator, { replayId }).status).toBe('RUNNING');
    dying.clock.at += replayLimits.leaseMs + secondMs;
    expect(readReplay(next.registry, next.regulator, { replayId }).status).toBe('QUEUED');
    await next.run();
    expect(readReplay(next.registry, next.regulator, { replayId }).status).toBe('COMPLETED');
  },
);

test('one that ends every process that runs it is given up, and its owner learns nothing of the inside', async () => {
  const store = freshStore();
  const first = await ministry(store);
  await countNumbers(first.registry);
  const { replayId } = await startReplay(first.registry, first.regulator, { policyId: 'CN-2026.1' });
  for (let times = 0; times < replayLimits.takenUpMax; times++) {
    const mortal = mortalStore(store);
    const dying = await ministry(mortal.store, first.clock);
    const died = mortal.dieAt(2, 'LOST');
    void dying.run(eager);
    await died;
    first.clock.at += replayLimits.leaseMs + secondMs;
  }
  await first.run();
  const fault = { code: 'INTERNAL', message: 'the registry failed' };
  expect(readReplay(first.registry, first.regulator, { replayId })).toMatchObject({ status: 'FAILED', fault });
  expect(first.defects).toHaveLength(1);
});

test('a result is kept for seven days, one that nobody runs for one', async () => {
  const { registry, regulator, run, clock } = await ministry();
  const terms = { policyId: registry.policy.id };
  const ended = await startReplay(registry, regulator, terms);
  await run();
  clock.at += 7 * dayMs - 1;
  expect(readReplay(registry, regulator, ended).status).toBe('COMPLETED');
  const waiting = await startReplay(registry, regulator, terms);
  clock.at += dayMs;
  expect(await codeOf(() => readReplay(registry, regulator, ended))).toBe('NOT_FOUND');
  expect(await codeOf(() => readReplay(registry, regulator, waiting))).toBe('NOT_FOUND');
  await run();
  expect(registry.store.shortRecords('REPLAY_RESULT', clock.at, 10)).toEqual([]);
});

test('the cells are as large as the present law wants them, whatever the proposed one says', async () => {
  const { registry } = await ministry();
  await countNumbers(registry);
  const closed = closedPolicy(registry.policy);
  const policy = { ...closed, statistics: { ...closed.statistics, minimumCellSize: 2 } };
  const result = await replayAtOnce(registry, operatorAtConsole, { policy }, () => undefined);
  expect(result.minimumCellSize).toBe(registry.policy.statistics.minimumCellSize);
  const silent = result.rows.filter(({ refusedInstead }) => refusedInstead !== null && refusedInstead > 0);
  expect(silent.length).toBeGreaterThan(0);
  for (const { refusedInstead } of silent) expect((refusedInstead ?? 0) % 10).toBe(0);
});
