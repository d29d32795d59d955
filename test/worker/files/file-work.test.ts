import { expect, test } from 'vitest';
import { minuteMs, secondMs } from '../../../src/core/time.ts';
import type { Registry } from '../../../src/registry/registry.ts';
import { openScrub } from '../../../src/registry/scrubs/open-scrub.ts';
import { ownScrub } from '../../../src/registry/scrubs/own-scrub.ts';
import { uploadScrubInput } from '../../../src/registry/scrubs/upload-scrub-input.ts';
import { fileLimits } from '../../../src/worker/files/file-limits.ts';
import { FileWork } from '../../../src/worker/files/file-work.ts';
import { manifestOf, resultRows, resultText, sent, standing } from '../../registry/carrier-files/sent-files.ts';
import { chineseNumber, type MemoryRegistry, setOrganisation, wire } from '../../registry/memory-registry.ts';
import { withCarriers } from '../../registry/numbers/carriers.ts';
import { pieces, textOf } from '../../registry/scrubs/scrub-files-conformance.ts';
import { scrubRegistry } from '../../registry/scrubs/scrub-registry.ts';
import { callTerms, scrubbed } from '../../registry/scrubs/scrubbed.ts';
import type { BucketFault } from './fake-object.ts';
import { type MadeFiles, madeFiles } from './made-files.ts';

const partBytes = 4_096;
const pace = { tellMs: 0, checkpointMs: 0, windowBytes: 2 ** 17 };
const long = Array.from({ length: 120_000 }, (_, row) => `138${String((row * 37) % 99_999_999).padStart(8, '0')}`).join(
  '\n',
);

interface Object {
  readonly registry: Registry;
  readonly files: MadeFiles;
  readonly work: FileWork;
  readonly failures: string[];
  readonly woken: () => number;
  /** The object ended, and began again. */
  restarted(): Object;
}

function objectOf(
  { registry: plain, clock }: Pick<MemoryRegistry, 'registry' | 'clock'>,
  files = madeFiles(partBytes),
): Object {
  files.bucket.now = clock.at;
  files.storage.keepsAll = true;
  const registry = { ...plain, scrubs: { ...plain.scrubs, files: files.scrubs }, carrierFiles: files.carriers };
  const failures: string[] = [];
  let woken = 0;
  const work = new FileWork(registry, files, {
    report: (error, what) => void failures.push(`${what}: ${String(error)}`),
    onDue() {
      woken += 1;
    },
    pace,
  });
  const restarted = () => objectOf({ registry: plain, clock }, files.restarted());
  return { registry: work.registry, files, work, failures, woken: () => woken, restarted };
}

async function jobOf({ registry }: Object, organisationId: string, list: string) {
  const actor = await setOrganisation(registry, organisationId, { role: 'CALL_CENTRE' });
  const { job } = await openScrub(registry, actor, { terms: callTerms, layout: 'ANNOTATED' });
  await uploadScrubInput(registry, actor, { scrubId: job.scrubId, offset: 0, bytes: pieces(list), isLast: true });
  return { actor, scrubId: job.scrubId };
}

const annotated = ({ files }: Object, scrubId: string) => textOf(files.scrubs.result(scrubId, 'annotated', 0, 2 ** 40));

/** Turns until nothing is due but the sweep; how many. */
async function turnsOf({ registry, work }: Object, turnMs: number = 10 * secondMs): Promise<number> {
  for (let turns = 0; ; turns++) {
    if (work.nextDueAt() > registry.now()) return turns;
    await work.run(registry.now() + turnMs);
  }
}

test('a list is scrubbed in turns, none of which asks the bucket too often, to what it is in one go', async () => {
  const on = await scrubRegistry();
  const object = objectOf(on);
  const { actor, scrubId } = await jobOf(object, 'caller', long);
  expect(object.woken()).toBe(1);
  const requests: number[] = [];
  while (object.work.nextDueAt() <= on.clock.at) {
    const before = object.files.objects.requests;
    await object.work.run(on.clock.at + 10 * secondMs);
    requests.push(object.files.objects.requests - before);
  }
  expect(requests.length).toBeGreaterThan(2);
  // What was read together is still written: here parts are tiny beside it.
  expect(Math.max(...requests)).toBeLessThan(fileLimits.turnRequestsMax * 3);
  expect(ownScrub(object.registry, actor, scrubId).status).toBe('COMPLETED');
  const whole = await scrubbed(on.registry, actor, long);
  expect((await annotated(object, scrubId)) === whole.text()).toBe(true);
  expect(object.files.scrubs.state(scrubId).claims).toBe(0);
  expect(object.failures).toEqual([]);
});

test('where the object ends in the middle, the next goes on from the checkpoint, and nothing is there twice', async () => {
  const on = await scrubRegistry();
  let object = objectOf(on);
  const { actor, scrubId } = await jobOf(object, 'caller', long);
  let before = 0;
  for (let ends = 1; ends <= 2; ends++) {
    await object.work.run(on.clock.at + 10 * secondMs);
    expect(object.files.scrubs.state(scrubId).isClaimed).toBe(true);
    const rows = object.files.scrubs.state(scrubId).run?.checkpoint?.rows ?? 0;
    expect(rows).toBeGreaterThan(before);
    before = rows;
    object = object.restarted();
    expect([object.files.scrubs.state(scrubId).isClaimed, object.files.scrubs.state(scrubId).claims]).toEqual([
      false,
      ends,
    ]);
  }
  expect(await turnsOf(object)).toBeGreaterThan(0);
  expect(ownScrub(object.registry, actor, scrubId).status).toBe('COMPLETED');
  expect((await annotated(object, scrubId)) === (await scrubbed(on.registry, actor, long)).text()).toBe(true);
  on.clock.at += fileLimits.orphanMs + minuteMs;
  object.files.bucket.now = on.clock.at;
  await object.files.streams.sweep();
  await object.files.scrubs.remove(scrubId);
  expect(object.files.bucket.objects.size).toBe(0);
});

test('a job that the bucket fails waits, and goes on from its checkpoint', async () => {
  const on = await scrubRegistry();
  const object = objectOf(on);
  const { actor, scrubId } = await jobOf(object, 'caller', long);
  await object.work.run(on.clock.at + 10 * secondMs);
  expect(object.files.scrubs.state(scrubId).run?.checkpoint?.rows).toBeGreaterThan(0);
  const whole = await scrubbed(on.registry, actor, long);
  object.files.bucket.faults.push(...Array.from({ length: 60 }, (): BucketFault => 'LOST'));
  await object.work.run(on.clock.at + 10 * secondMs);
  expect(object.work.nextDueAt()).toBe(on.clock.at + fileLimits.restMs);
  const asked = object.files.objects.requests;
  await object.work.run(on.clock.at + 10 * secondMs);
  expect(object.files.objects.requests).toBe(asked);
  expect(object.failures).toEqual(['the bucket of lists: Error: the bucket does not answer']);
  object.files.bucket.faults.length = 0;
  on.clock.at += fileLimits.restMs;
  await turnsOf(object);
  expect(ownScrub(object.registry, actor, scrubId).status).toBe('COMPLETED');
  expect((await annotated(object, scrubId)) === whole.text()).toBe(true);
});

test('so does one whose list and results cannot be read when an object begins', async () => {
  const on = await scrubRegistry();
  const first = objectOf(on);
  const { actor, scrubId } = await jobOf(first, 'caller', long);
  const whole = await scrubbed(on.registry, actor, long);
  await first.work.run(on.clock.at + 10 * secondMs);
  const object = first.restarted();
  object.files.bucket.brokenReads = Number.POSITIVE_INFINITY;
  await object.work.run(on.clock.at + 10 * secondMs);
  expect(object.failures).toEqual(['the bucket of lists: Error: the connection broke']);
  object.files.bucket.brokenReads = 0;
  on.clock.at += fileLimits.restMs;
  await turnsOf(object);
  expect(ownScrub(object.registry, actor, scrubId).status).toBe('COMPLETED');
  expect((await annotated(object, scrubId)) === whole.text()).toBe(true);
});

test('a list that is not there any more fails its job, and no other', async () => {
  const on = await scrubRegistry();
  const object = objectOf(on);
  const { actor, scrubId } = await jobOf(object, 'caller', long);
  const [key = ''] = [...object.files.bucket.objects.keys()];
  object.files.bucket.objects.delete(key);
  on.clock.at += 1;
  const other = await jobOf(object, 'other', '13800000001\n');
  await turnsOf(object);
  expect(ownScrub(object.registry, actor, scrubId).state.end).toMatchObject({
    status: 'FAILED',
    fault: { code: 'INTERNAL' },
  });
  expect(ownScrub(object.registry, other.actor, other.scrubId).status).toBe('COMPLETED');
});

test('lookups have their turn while a list is scrubbed, and another organisation’s small list does not wait for a long one', async () => {
  const on = await scrubRegistry();
  const object = objectOf(on, madeFiles(2 ** 16));
  const { actor, scrubId } = await jobOf(object, 'caller', long);
  on.clock.at += 1;
  const small = await jobOf(object, 'other', '13800000001\n');
  const done = new AbortController();
  let turns = 0;
  let longWhenSmallEnded = '';
  const look = () => {
    if (done.signal.aborted) return;
    turns += 1;
    const statusOf = (one: typeof small) => ownScrub(object.registry, one.actor, one.scrubId).status;
    if (longWhenSmallEnded === '' && statusOf(small) === 'COMPLETED') longWhenSmallEnded = statusOf({ actor, scrubId });
    setImmediate(look);
  };
  setImmediate(look);
  await turnsOf(object);
  done.abort();
  expect(turns).toBeGreaterThan(10);
  expect(longWhenSmallEnded).toBe('RUNNING');
});

test('of lists that are answered while they come in, few are at once, and each is what it would be alone', async () => {
  const on = await scrubRegistry();
  const { registry } = objectOf(on);
  const release = Promise.withResolvers<void>();
  async function* held(): AsyncGenerator<Uint8Array> {
    yield* pieces('13800000001\n');
    await release.promise;
    yield* pieces(long);
  }
  const streamed = async () => {
    const out: Uint8Array[] = [];
    const write = (_: string, bytes: Uint8Array) => void out.push(bytes.slice());
    await registry.scrubs.stream(on.caller, { ...callTerms, bytes: held(), write });
    return Buffer.concat(out).toString();
  };
  const some = Array.from({ length: fileLimits.streamsMax }, streamed);
  await expect(streamed()).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfterSec: 2 });
  release.resolve();
  const whole = (await scrubbed(on.registry, on.caller, `13800000001\n${long}`)).text();
  expect((await Promise.all(some)).map((text) => text === whole)).toEqual([true, true]);
  expect((await streamed()) === whole).toBe(true);
});

test('rows of a carrier’s file are done in turns, as soon as it has come', async () => {
  const on = await withCarriers();
  const object = objectOf(on, madeFiles(1_024));
  const rows = Array.from({ length: 1_200 }, (_, row) => `${wire(chineseNumber(row))},HEALTH,OTP\n`);
  const content = `phoneNumber,refuse,proof\n${rows.join('')}`;
  const manifest = manifestOf(content, rows.length);
  await sent(object.registry, on.carriers.first, content, manifest);
  expect(object.woken()).toBe(1);
  expect(await turnsOf(object, 100)).toBeGreaterThan(1);
  expect(standing(object.registry, on.carriers.first, manifest.file).status).toBe('COMPLETED');
  const results = resultRows(await resultText(object.registry, on.carriers.first, manifest.file));
  expect(results.map(({ row }) => row)).toEqual(rows.map((_, row) => String(row + 1)));
  expect(object.failures).toEqual([]);
});

test('what cannot be gone on with is looked at now and then, or when something comes', async () => {
  const on = await withCarriers();
  const object = objectOf(on);
  expect(object.work.nextDueAt()).toBe(on.clock.at);
  await object.work.run(on.clock.at + secondMs);
  expect(object.work.nextDueAt()).toBe(on.clock.at + fileLimits.sweepMs);
  const content = `phoneNumber,refuse,proof\n${wire(chineseNumber(1))},HEALTH,OTP\n`;
  await sent(object.registry, on.carriers.first, content, manifestOf(content, 1));
  await setOrganisation(object.registry, 'carrier-1', {
    role: 'CARRIER',
    numberRanges: ['86138'],
    status: 'SUSPENDED',
  });
  await object.work.run(on.clock.at + secondMs);
  expect(object.work.nextDueAt()).toBe(on.clock.at + fileLimits.restMs);
  object.work.wake();
  expect(object.work.nextDueAt()).toBe(on.clock.at);
});
