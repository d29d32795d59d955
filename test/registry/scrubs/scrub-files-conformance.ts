import assert from 'node:assert/strict';
import type { ScrubFiles } from '../../../src/registry/scrubs/scrub-desk.ts';
import type { KeptList, ScrubJob } from '../../../src/registry/scrubs/scrub-job.ts';

export interface MadeScrubFiles {
  readonly files: ScrubFiles;
  /** The same after whoever had them ended, without a word. */
  restarted(): ScrubFiles;
}

/** One promise of `ScrubFiles`; `node:assert` alone, so that it is tried in every runtime. */
export interface PromiseOfFiles {
  readonly promise: string;
  holds(made: MadeScrubFiles): Promise<void>;
}

export function idOf(number: number): string {
  return `0mwrb69s0${String(number).padStart(16, '0')}`;
}

export function listOf(number: number): KeptList {
  return {
    ...{ form: 'LIST', scrubId: idOf(number), organisationId: 'caller', mediaType: 'text/csv', name: 'leads' },
    createdAt: number,
  };
}

export function jobOf(number: number): ScrubJob {
  const terms = { category: 'FIN_CREDIT', channel: 'VOICE' };
  return { ...listOf(number), form: 'JOB', terms, layout: 'ANNOTATED', scopes: [] };
}

export async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text);
}

export async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const piece of bytes) text += decoder.decode(piece, { stream: true });
  return text;
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
const whole = 2 ** 40;
const [one, other] = [idOf(1), idOf(2)];
const end = { status: 'FAILED', endedAt: 7, fault: { code: 'INTERNAL', message: 'ended' } } as const;

export const scrubFilesPromises: readonly PromiseOfFiles[] = [
  {
    promise: 'of what is not there, nothing is known and nothing is read',
    async holds({ files }) {
      assert.equal(files.job(one), undefined);
      assert.deepEqual([files.jobs(), files.unended()], [[], []]);
      const { inputBytes, inputIsComplete, run, end: ended, cancelledAt, isClaimed, claims } = files.state(one);
      assert.deepEqual(
        [inputBytes, inputIsComplete, run, ended, cancelledAt, isClaimed, claims],
        [0, false, undefined, undefined, undefined, false, 0],
      );
      assert.equal(files.storedBytes(one), 0);
      assert.equal(await textOf(files.input(one)), '');
      assert.equal(files.claim(one, 'RUN'), undefined);
      await files.putRun(one, { since: 1, at: 1, rows: 1, bytesRead: 1 });
      await files.putEnd(one, end);
      await files.cancel(one, 1);
      await files.completeInput(one);
      await files.dropBytes(one, 'ALL');
      await files.remove(one);
      assert.equal(files.job(one), undefined);
      assert.equal(files.state(one).end, undefined);
    },
  },
  {
    promise: 'jobs are listed newest first, those that have not ended oldest first, also after a restart',
    async holds({ files, restarted }) {
      for (const number of [2, 4, 1, 3]) await files.create(number === 3 ? listOf(number) : jobOf(number));
      await assert.rejects(files.create(jobOf(1)));
      await files.putEnd(idOf(2), end);
      await files.cancel(idOf(4), 9);
      for (const now of [files, restarted()]) {
        assert.deepEqual(
          now.jobs().map(({ scrubId }) => scrubId),
          [4, 3, 2, 1].map(idOf),
        );
        assert.deepEqual(now.unended(), [jobOf(1), listOf(3)]);
        assert.deepEqual(now.job(one), jobOf(1));
        assert.deepEqual([now.state(other).end, now.state(idOf(4)).cancelledAt], [end, 9]);
      }
    },
  },
  {
    promise: 'a list comes in parts, each durable when it is acknowledged; complete is another thing',
    async holds({ files, restarted }) {
      await files.create(jobOf(1));
      assert.equal(await files.addInput(one, 0, pieces('1380', '0000001\n138000')), 18);
      assert.equal(await files.addInput(one, 18, pieces('00002', '\n')), 24);
      assert.equal(await files.addInput(one, 24, pieces()), 24);
      let now = restarted();
      assert.equal(await textOf(now.input(one)), '13800000001\n13800000002\n');
      assert.deepEqual([now.state(one).inputBytes, now.state(one).inputIsComplete], [24, false]);
      await now.completeInput(one);
      now = restarted();
      assert.equal(now.state(one).inputIsComplete, true);
      assert.ok(now.storedBytes(one) >= 24);
    },
  },
  {
    promise: 'what had come before an upload broke off is kept',
    async holds({ files, restarted }) {
      await files.create(jobOf(1));
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield bytesOf('13800000001\n138');
        throw new Error('the client has gone');
      }
      await assert.rejects(files.addInput(one, 0, broken()), /the client has gone/);
      const now = restarted();
      assert.equal(now.state(one).inputBytes, 15);
      await now.addInput(one, 15, pieces('00000002\n'));
      assert.equal(await textOf(now.input(one)), '13800000001\n13800000002\n');
    },
  },
  {
    promise: 'results go on from where they were cut, and are read by range',
    async holds({ files, restarted }) {
      await files.create(jobOf(1));
      const first = files.results(one, { annotated: 0, decided: 0 });
      await first.write('annotated', bytesOf('abcdefghijkl'));
      await first.write('decided', bytesOf('xy'));
      await first.write('changed', bytesOf('not opened'));
      assert.deepEqual(await first.sync(), { annotated: 12, decided: 2 });
      await first.write('annotated', bytesOf('lost'));
      first.close();
      const now = restarted();
      const later = now.results(one, { annotated: 9, decided: 2 });
      await later.write('annotated', bytesOf('JKLMNOPQRSTUVWXYZ'));
      assert.deepEqual(await later.sync(), { annotated: 26, decided: 2 });
      later.close();
      const text = 'abcdefghiJKLMNOPQRSTUVWXYZ';
      for (const [from, to] of [
        [0, 26],
        [0, 0],
        [7, 9],
        [8, 17],
        [25, 26],
        [3, whole],
      ] as const) {
        assert.equal(await textOf(now.result(one, 'annotated', from, to)), text.slice(from, to));
      }
      assert.equal(await textOf(now.result(one, 'decided', 0, whole)), 'xy');
    },
  },
  {
    promise: 'the bytes that were given may be used again once they were taken',
    async holds({ files }) {
      await files.create(jobOf(1));
      const writer = files.results(one, { annotated: 0 });
      const bytes = bytesOf('abcdefghijkl');
      for (let times = 0; times < 3; times++) {
        await writer.write('annotated', bytes);
        bytes.reverse();
      }
      await writer.sync();
      writer.close();
      assert.equal(await textOf(files.result(one, 'annotated', 0, whole)), 'abcdefghijkllkjihgfedcbaabcdefghijkl');
    },
  },
  {
    promise: 'a claim is one’s alone until it is let go, or whoever had it ends; only those are counted',
    async holds({ files, restarted }) {
      await files.create(jobOf(1));
      const claim = files.claim(one, 'RUN');
      assert.ok(claim !== undefined);
      assert.equal(files.claim(one, 'RUN'), undefined);
      const upload = files.claim(one, 'UPLOAD');
      assert.ok(upload !== undefined);
      assert.deepEqual([files.state(one).isClaimed, files.state(one).claims], [true, 1]);
      claim.release();
      claim.release();
      assert.deepEqual([files.state(one).isClaimed, files.state(one).claims], [false, 0]);
      assert.ok(files.claim(one, 'RUN') !== undefined);
      // Whatever is durable now, the claim is.
      await files.putRun(one, { since: 1, at: 1, rows: 1, bytesRead: 1 });
      const now = restarted();
      assert.deepEqual([now.state(one).isClaimed, now.state(one).claims], [false, 1]);
      const again = now.claim(one, 'RUN');
      assert.equal(now.state(one).claims, 2);
      again?.release();
      assert.deepEqual([now.state(one).isClaimed, now.state(one).claims], [false, 1]);
      assert.ok(now.claim(one, 'UPLOAD') !== undefined);
    },
  },
  {
    promise: 'how far a run has come is there after a restart, and the last that was told',
    async holds({ files, restarted }) {
      await files.create(jobOf(1));
      const run = { since: 1, at: 2, rows: 3, bytesRead: 4 };
      await files.putRun(one, run);
      await files.putRun(one, { ...run, rows: 5 });
      assert.deepEqual(restarted().state(one).run, { ...run, rows: 5 });
    },
  },
  {
    promise: 'a list is taken over without a copy, and stays where the other job goes',
    async holds({ files, restarted }) {
      await files.create(listOf(1));
      await assert.rejects(files.create(jobOf(2), { inputOf: one, what: 'INPUT' }), { code: 'NOT_FOUND' });
      assert.equal(files.job(other), undefined);
      await files.addInput(one, 0, pieces('13800000001\n'));
      await files.completeInput(one);
      await files.create(jobOf(2), { inputOf: one, what: 'INPUT' });
      assert.deepEqual([files.state(other).inputBytes, files.state(other).inputIsComplete], [12, true]);
      await files.remove(one);
      assert.equal(await textOf(restarted().input(other)), '13800000001\n');
      await assert.rejects(files.create(jobOf(3), { inputOf: one, what: 'INPUT' }), { code: 'NOT_FOUND' });
      const writer = files.results(other, { decided: 0 });
      await writer.write('decided', bytesOf('rows as they were decided'));
      await writer.sync();
      writer.close();
      await files.create(jobOf(4), { inputOf: other, what: 'DECIDED' });
      await files.dropBytes(other, 'ALL');
      assert.equal(await textOf(files.input(idOf(4))), 'rows as they were decided');
    },
  },
  {
    promise: 'results are deleted by themselves or with the list; what is known of the job stays',
    async holds({ files, restarted }) {
      await files.create(jobOf(1));
      await files.addInput(one, 0, pieces('13800000001\n'));
      await files.completeInput(one);
      const writer = files.results(one, { annotated: 0, decided: 0 });
      await writer.write('annotated', bytesOf('abcdefghijkl'.repeat(5)));
      await writer.sync();
      writer.close();
      const before = files.storedBytes(one);
      await files.dropBytes(one, 'RESULTS');
      assert.ok(files.storedBytes(one) <= before - 60);
      assert.equal(await textOf(files.input(one)), '13800000001\n');
      await files.dropBytes(one, 'ALL');
      const now = restarted();
      assert.deepEqual([now.state(one).inputBytes, now.state(one).inputIsComplete], [0, true]);
      assert.equal(await textOf(now.input(one)), '');
      assert.deepEqual(now.job(one), jobOf(1));
    },
  },
  {
    promise: 'whoever writes to a job that is removed meanwhile leaves nothing',
    async holds({ files, restarted }) {
      await files.create(jobOf(1));
      const claim = files.claim(one, 'RUN');
      const writer = files.results(one, { annotated: 0 });
      await writer.write('annotated', bytesOf('abcdefghijkl'));
      await writer.sync();
      await files.remove(one);
      await writer.write('annotated', bytesOf('mnopqrstuvwxyz'));
      await writer.sync();
      writer.close();
      await files.putRun(one, { since: 1, at: 1, rows: 1, bytesRead: 1 });
      await files.putEnd(one, end);
      claim?.release();
      for (const now of [files, restarted()]) {
        assert.deepEqual([now.job(one), now.jobs(), now.storedBytes(one)], [undefined, [], 0]);
        const read = await textOf(now.result(one, 'annotated', 0, whole)).catch(() => '');
        assert.equal(read, '');
      }
    },
  },
];
