import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Fault } from '../../../src/core/fault.ts';
import { dayMs, hourMs } from '../../../src/core/time.ts';
import type { Registry } from '../../../src/registry/registry.ts';
import { cancelScrub } from '../../../src/registry/scrubs/cancel-scrub.ts';
import { openScrub } from '../../../src/registry/scrubs/open-scrub.ts';
import { ownScrub } from '../../../src/registry/scrubs/own-scrub.ts';
import { recheckScrub } from '../../../src/registry/scrubs/recheck-scrub.ts';
import { runScrub } from '../../../src/registry/scrubs/run-scrub.ts';
import { ScrubRunner, type ScrubRunnerOptions } from '../../../src/registry/scrubs/run-scrubs.ts';
import type { ScrubState } from '../../../src/registry/scrubs/scrub-desk.ts';
import { uploadScrubInput } from '../../../src/registry/scrubs/upload-scrub-input.ts';
import { setOrganisation, setSenderIdentity } from '../memory-registry.ts';
import { scrubRegistry } from './scrub-registry.ts';

const terms = { category: 'FIN_CREDIT', channel: 'VOICE', sender: 'LENDER' };
const pace = { tellMs: 0, checkpointMs: 0 };
/** Every number of it is refused in some hours. */
const list = '13800000003\n'.repeat(300_000);

async function made() {
  const scrubFolder = mkdtempSync(join(tmpdir(), 'dnd-scrubs-'));
  onTestFinished(() => rmSync(scrubFolder, { recursive: true }));
  const on = await scrubRegistry({ scrubFolder });
  const { files } = on.registry.scrubs;
  async function run(registry: Registry = on.registry, options: Partial<ScrubRunnerOptions> = {}) {
    const report = (error: unknown) => expect.soft(error).toBeUndefined();
    const runner = new ScrubRunner(registry, { pace, report, ...options });
    runner.wake();
    await runner.idle();
  }
  async function job(text: string, more: object = {}, actor = on.caller): Promise<string> {
    // Ids say which is older.
    on.clock.at += 1;
    const opened = await openScrub(on.registry, actor, { terms: { ...terms, ...more }, layout: 'ANNOTATED' });
    const { scrubId } = opened.job;
    await uploadScrubInput(on.registry, actor, { scrubId, offset: 0, bytes: one(text), isLast: true });
    return scrubId;
  }
  const recheck = async (scrubId: string, registry: Registry = on.registry) => {
    on.clock.at += 1;
    return (await recheckScrub(registry, on.caller, { scrubId, layout: 'CHANGES' })).job.scrubId;
  };
  const recheckAll = async (scrubId: string) => (await recheckScrub(on.registry, on.caller, { scrubId })).job.scrubId;
  const summary = (scrubId: string) => {
    const { end } = files.state(scrubId);
    if (end?.status !== 'COMPLETED') throw new Error(JSON.stringify(end));
    return end.summary;
  };
  return { ...on, files, scrubFolder, run, job, recheck, recheckAll, summary };
}

async function* one(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** A registry whose quotas turn every other call down, or those that are told. */
function stingy(registry: Registry, isRefused: (call: number) => boolean = (call) => call % 2 === 0): Registry {
  let calls = 0;
  const quotas = new Proxy(registry.abuse.quotas, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      if (name !== 'take') return member.bind(target) as unknown;
      return () => {
        if (isRefused(calls++)) throw new Fault('QUOTA_EXCEEDED', 'of the minute', { retryAfterSec: 0.01 });
      };
    },
  });
  const { probes } = registry.abuse;
  const watch = registry.abuse.watch.bind(registry.abuse);
  return { ...registry, abuse: { ...registry.abuse, quotas, watch, probes } as never };
}

function withState(registry: Registry, stateOf: (state: ScrubState) => ScrubState): Registry {
  const files = new Proxy(registry.scrubs.files, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (name === 'state') return (scrubId: string) => stateOf(target.state(scrubId));
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
  return { ...registry, scrubs: { ...registry.scrubs, files } };
}

test('where the first job is deleted at the same moment, a recheck has its rows or there is none', async () => {
  const on = await made();
  for (const layout of ['CHANGES', undefined] as const) {
    for (let time = 0; time < 5; time++) {
      const first = await on.job('13800000001\n13800000009\n');
      await on.run();
      const [opened] = await Promise.allSettled([
        recheckScrub(on.registry, on.caller, { scrubId: first, layout }),
        cancelScrub(on.registry, on.caller, { scrubId: first }),
      ]);
      if (opened.status === 'rejected') {
        expect(opened.reason).toMatchObject({ code: 'NOT_FOUND', field: 'path:scrubId' });
        expect(readdirSync(on.scrubFolder)).toEqual([]);
      } else {
        const { scrubId } = opened.value.job;
        expect(opened.value.status).toBe('QUEUED');
        await on.run();
        expect(on.summary(scrubId).rows.count).toBe(2);
        await cancelScrub(on.registry, on.caller, { scrubId });
      }
    }
  }
});

test('where what is to be rechecked has gone, no job is left behind', async () => {
  const on = await made();
  const first = await on.job('13800000001\n');
  await on.run();
  const state = on.files.state(first);
  await on.files.dropBytes(first, 'ALL');
  const before = readdirSync(on.scrubFolder);
  const registry = withState(on.registry, () => state);
  await expect(on.recheck(first, registry)).rejects.toMatchObject({ code: 'NOT_FOUND', field: 'path:scrubId' });
  expect(readdirSync(on.scrubFolder)).toEqual(before);
});

test('a recheck takes no list, whatever its state', async () => {
  const on = await made();
  const first = await on.job('13800000001\n');
  await on.run();
  const { job } = ownScrub(on.registry, on.caller, await on.recheck(first));
  // As an older version left it that ended before the list was there.
  const half = { ...job, scrubId: `${job.scrubId}x` };
  await on.files.create(half);
  for (const { scrubId } of [job, half]) {
    const upload = uploadScrubInput(on.registry, on.caller, { scrubId, offset: 0, bytes: one('1\n'), isLast: true });
    await expect(upload).rejects.toMatchObject({
      code: 'INCOMPATIBLE_STATE',
      field: 'path:scrubId',
      message: expect.stringContaining('a recheck') as string,
    });
  }
  expect(on.files.state(half.scrubId).inputBytes).toBe(0);
});

test('a recheck waits for quota as often as it has to', async () => {
  const on = await made();
  const first = await on.job(list);
  await on.run();
  on.clock.at += 6 * hourMs;
  const again = await on.recheck(first);
  await on.run(stingy(on.registry));
  expect(on.summary(again).recheck).toMatchObject({ decidedAgain: 300_000 });
});

test('a recheck is cut so that a small quota of the minute lets it through', async () => {
  const on = await made();
  const first = await on.job('13800000003\n'.repeat(900));
  await on.run();
  on.clock.at += 6 * hourMs;
  await setOrganisation(on.registry, 'caller', { role: 'CALL_CENTRE', quotas: { batchRowsPerMinute: 400 } });
  const again = await on.recheck(first);
  const slices: number[] = [];
  const quotas = new Proxy(on.registry.abuse.quotas, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (name !== 'take') return typeof member === 'function' ? (member.bind(target) as unknown) : member;
      return (_document: unknown, _call: unknown, rows: number) => void slices.push(rows);
    },
  });
  const watch = on.registry.abuse.watch.bind(on.registry.abuse);
  await on.run({ ...on.registry, abuse: { ...on.registry.abuse, quotas, watch } as never });
  expect(on.summary(again).rows.count).toBe(900);
  expect(slices.reduce((sum, rows) => sum + rows, 0)).toBe(900);
  expect(Math.max(...slices)).toBeLessThanOrEqual(400);
});

test('a change of the sender while the first job waited for quota is found by a recheck', async () => {
  const on = await made();
  const first = await on.job('13800000009\n13800000010\n');
  let changed: Promise<unknown> | undefined;
  const agents = [{ organisationId: 'caller', from: 0 }];
  const registry = stingy(on.registry, () => {
    if (changed !== undefined) return false;
    changed = setSenderIdentity(on.registry, 'LENDER', { status: 'SUSPENDED', agents });
    return true;
  });
  await on.run(registry);
  await changed;
  expect(on.summary(first).reasons).toEqual({ ALLOW: { DEFAULT: 2 } });
  const again = await on.recheck(first);
  const all = await on.recheckAll(first);
  await on.run();
  expect(on.summary(again).reasons).toEqual(on.summary(all).reasons);
  expect(on.summary(again).recheck).toMatchObject({ changed: 2 });
});

test('rows that were asked about too often are decided again', async () => {
  const on = await made();
  let last = '';
  for (const day of [25, 26, 27, 28]) {
    last = await on.job('13800000009\n', { plannedAt: `2026-11-${day}T03:00:00Z` });
    await on.run();
  }
  expect(on.summary(last).reasons).toEqual({ REJECTED: { ASKED_TOO_OFTEN: 1 } });
  on.clock.at += dayMs;
  const again = await on.recheck(last);
  const all = await on.recheckAll(last);
  await on.run();
  expect(on.summary(again).reasons).toEqual(on.summary(all).reasons);
  expect(on.summary(again).reasons).not.toHaveProperty('REJECTED');
});

test('a job that had to pause after each slice is rechecked as one that had not', async () => {
  const on = await made();
  const first = await on.job(list);
  const { job } = ownScrub(on.registry, on.caller, first);
  let runs = 0;
  for (; runs < 20 && on.files.state(first).end === undefined; runs++) {
    const claim = on.files.claim(first, 'RUN');
    await runScrub(on.registry, job, { pace, report: () => undefined, mustPause: (turnMs) => turnMs >= 0 });
    claim?.release();
  }
  expect(runs).toBeGreaterThan(2);
  on.clock.at += 6 * hourMs;
  const again = await on.recheck(first);
  const all = await on.recheckAll(first);
  await on.run();
  expect(on.summary(again).rows).toEqual(on.summary(all).rows);
  expect(on.summary(again).recheck).toMatchObject({ decidedAgain: 300_000, changed: 300_000 });
});

test('a recheck makes room for others, and ends as it would have alone', async () => {
  const on = await made();
  const first = await on.job(list);
  await on.run();
  on.clock.at += 6 * hourMs;
  const text = async (scrubId: string) => {
    const pieces: Uint8Array[] = [];
    for await (const piece of on.files.result(scrubId, 'changed', 0, 2 ** 40)) pieces.push(piece);
    return Buffer.concat(pieces).toString();
  };
  const alone = await on.recheck(first);
  await on.run();
  const again = await on.recheck(first);
  const other = await setOrganisation(on.registry, 'other', { role: 'CALL_CENTRE' });
  const short = await on.job('13800000001\n', {}, other);
  let endedFirst = '';
  const putEnd = on.files.putEnd.bind(on.files);
  Object.defineProperty(on.files, 'putEnd', {
    value: (scrubId: string, end: never) => {
      endedFirst ||= scrubId;
      return putEnd(scrubId, end);
    },
  });
  await on.run(on.registry, { runningMax: 1, turnMs: 0 });
  expect(endedFirst).toBe(short);
  expect((await text(again)) === (await text(alone))).toBe(true);
  expect(on.summary(again).recheck).toEqual(on.summary(alone).recheck);
});

test('what cannot be rechecked for changes is refused in its own words', async () => {
  const on = await made();
  const first = await on.job('13800000009\n', { plannedAt: '2026-11-24T03:00:00Z' });
  await expect(on.recheck(first)).rejects.toMatchObject({ limit: 'COMPLETED' });
  await on.run();
  const endOf = (results: object, summary: object = {}) =>
    withState(on.registry, (state) => {
      const end = state.end?.status === 'COMPLETED' ? state.end : undefined;
      if (end === undefined) return state;
      return { ...state, end: { ...end, results, summary: { ...end.summary, ...summary } } };
    });
  const state = { code: 'INCOMPATIBLE_STATE', field: 'path:scrubId' };
  await expect(on.recheck(first, endOf({ annotated: 9 }))).rejects.toMatchObject({
    ...state,
    message: 'what its rows were decided as was not kept: recheck all rows',
  });
  await expect(on.recheck(first, endOf({ decided: 9 }, { policy: 'of last year' }))).rejects.toMatchObject({
    ...state,
    message: 'the policy is another now: recheck all rows',
  });
  await on.recheck(first, endOf({ decided: 3 * 2 ** 30 }));
  await expect(on.recheck(first, endOf({ decided: 9 * 2 ** 30 }))).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
  on.clock.at += 4 * dayMs;
  await expect(on.recheck(first)).rejects.toMatchObject({
    code: 'OUT_OF_RANGE',
    field: 'path:scrubId',
    limit: 'from 1 day ago to 366 days ahead',
  });
});
