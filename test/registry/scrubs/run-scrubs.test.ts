import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Registry } from '../../../src/registry/registry.ts';
import { openScrub } from '../../../src/registry/scrubs/open-scrub.ts';
import { ownScrub } from '../../../src/registry/scrubs/own-scrub.ts';
import { runScrub } from '../../../src/registry/scrubs/run-scrub.ts';
import { ScrubRunner, type ScrubRunnerOptions } from '../../../src/registry/scrubs/run-scrubs.ts';
import { uploadScrubInput } from '../../../src/registry/scrubs/upload-scrub-input.ts';
import { setOrganisation } from '../memory-registry.ts';
import { scrubRegistry } from './scrub-registry.ts';
import { scrubbed } from './scrubbed.ts';

const terms = { category: 'FIN_CREDIT', channel: 'VOICE', sender: 'LENDER' };
const pace = { tellMs: 0, checkpointMs: 0 };

async function made() {
  const scrubFolder = mkdtempSync(join(tmpdir(), 'dnd-scrubs-'));
  onTestFinished(() => rmSync(scrubFolder, { recursive: true }));
  const on = await scrubRegistry({ scrubFolder });
  const failures: unknown[] = [];
  const runner = (options: Partial<ScrubRunnerOptions> = {}, registry: Registry = on.registry) =>
    new ScrubRunner(registry, { pace, report: (error) => void failures.push(error), ...options });
  async function job(organisationId: string, list: string | Buffer) {
    // Ids say which is older.
    on.clock.at += 1;
    const actor = await setOrganisation(on.registry, organisationId, { role: 'CALL_CENTRE' });
    const { job: opened } = await openScrub(on.registry, actor, { terms, layout: 'ANNOTATED' });
    async function* bytes(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(list);
    }
    const { scrubId } = opened;
    await uploadScrubInput(on.registry, actor, { scrubId, offset: 0, bytes: bytes(), isLast: true });
    const text = async () => {
      const pieces: Uint8Array[] = [];
      for await (const piece of on.registry.scrubs.files.result(scrubId, 'annotated', 0, 2 ** 40)) pieces.push(piece);
      return Buffer.concat(pieces).toString();
    };
    return { scrubId, actor, text, status: () => ownScrub(on.registry, actor, scrubId).status };
  }
  return { ...on, runner, job, failures };
}

const long = '13800000001\n'.repeat(700_000);
const short = '13800000001\n13800000009\n';

/** Told of each end, in order. */
function ends(registry: Registry): { readonly order: string[]; readonly registry: Registry } {
  const order: string[] = [];
  const { files } = registry.scrubs;
  const watched = new Proxy(files, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      if (name !== 'putEnd') return member.bind(target) as unknown;
      return (scrubId: string, end: never) => {
        order.push(target.job(scrubId)?.organisationId ?? '');
        return target.putEnd(scrubId, end);
      };
    },
  });
  return { order, registry: { ...registry, scrubs: { ...registry.scrubs, files: watched } } };
}

test('a small job of another organisation does not wait for a long one', async () => {
  const { registry, runner, job, failures } = await made();
  const jobs = [await job('first', long), await job('first', long), await job('second', short)];
  const watched = ends(registry);
  const running = runner({}, watched.registry);
  running.wake();
  await running.idle();
  expect(watched.order[0]).toBe('second');
  expect(jobs.map(({ status }) => status())).toEqual(['COMPLETED', 'COMPLETED', 'COMPLETED']);
  expect(failures).toEqual([]);
});

test('where there is one place, a long job makes room for others, and ends as it would have alone', async () => {
  const { registry, runner, job, failures } = await made();
  const one = await job('first', long);
  await job('second', short);
  await job('third', short);
  const watched = ends(registry);
  const running = runner({ runningMax: 1, turnMs: 0 }, watched.registry);
  running.wake();
  await running.idle();
  expect(watched.order).toEqual(['second', 'third', 'first']);
  const { files } = await scrubbed(registry, one.actor, long);
  expect(await one.text()).toBe(files['annotated']?.toString());
  expect(failures).toEqual([]);
});

test('one that has to pause after each slice loses and doubles nothing', async () => {
  const { registry, job, failures } = await made();
  const list = Array.from({ length: 500_000 }, (_, row) => `138${String((row * 37) % 99_999_999).padStart(8, '0')}`);
  const { status, text, actor, scrubId } = await job('first', list.join('\n'));
  const opened = ownScrub(registry, actor, scrubId).job;
  let runs = 0;
  for (; runs < 20 && status() === 'QUEUED'; runs++) {
    const claim = registry.scrubs.files.claim(scrubId, 'RUN');
    const report = (error: unknown) => void failures.push(error);
    await runScrub(registry, opened, { pace, report, mustPause: (turnMs) => turnMs >= 0 });
    claim?.release();
  }
  expect([status(), runs > 2]).toEqual(['COMPLETED', true]);
  const { files } = await scrubbed(registry, actor, list.join('\n'));
  expect((await text()) === files['annotated']?.toString()).toBe(true);
  expect(failures).toEqual([]);
});

test('a quota of the minute is waited for; a job that is larger than one of the day fails, and says so', async () => {
  const { registry, runner, job } = await made();
  const { status, scrubId, actor, text } = await job('first', long);
  const document = registry.directory.organisation('first')?.document;
  const limited = (quotas: object): Registry => ({
    ...registry,
    directory: {
      ...registry.directory,
      organisation: () => ({ document: { ...document, quotas }, position: 9 }) as never,
    },
  });
  const waiting = runner({}, limited({ batchRowsPerMinute: 300_000 }));
  waiting.wake();
  for (let rows = 0; rows < 100_000; ) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    rows = registry.scrubs.files.state(scrubId).run?.checkpoint?.rows ?? 0;
  }
  expect(status()).toBe('RUNNING');
  await waiting.stop();
  expect(status()).toBe('QUEUED');
  // What waits is not in the checkpoint: the file has a line for each row that is.
  const { rows, results } = registry.scrubs.files.state(scrubId).run?.checkpoint ?? { rows: 0, results: {} };
  const written = (await text()).slice(0, results.annotated).split('\n');
  expect(written).toHaveLength(rows + 1);
  const failing = runner({}, limited({ numbersPerDay: 500_000 }));
  failing.wake();
  await failing.idle();
  const { end } = ownScrub(registry, actor, scrubId).state;
  expect(end).toMatchObject({
    status: 'FAILED',
    fault: { code: 'QUOTA_EXCEEDED', limit: expect.stringMatching(/^numbersPerDay/) },
  });
});

test('a job whose process ends again and again is given up', async () => {
  const { registry, runner, job, failures } = await made();
  const { status, scrubId } = await job('first', short);
  const { files } = registry.scrubs;
  const state = files.state.bind(files);
  const claimed = new Proxy(files, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (name === 'state') return (id: string) => ({ ...state(id), ...(id === scrubId ? { claims: 21 } : {}) });
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
  const running = runner({}, { ...registry, scrubs: { ...registry.scrubs, files: claimed } });
  running.wake();
  await running.idle();
  expect(status()).toBe('FAILED');
  expect(failures.map(String)).toEqual(['Error: the process that ran it ended too often']);
});
