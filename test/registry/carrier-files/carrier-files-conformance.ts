import assert from 'node:assert/strict';
import { wishFileName } from '../../../src/core/carrier-file.ts';
import { dayMs } from '../../../src/core/time.ts';
import {
  type CarrierFile,
  type CarrierFiles,
  carrierFileLimits,
  type FileCheckpoint,
  type FileEnd,
} from '../../../src/registry/carrier-files/carrier-file.ts';
import { pieces, textOf } from '../scrubs/scrub-files-conformance.ts';

export interface MadeCarrierFiles {
  readonly files: CarrierFiles;
  /** The same after whoever had them ended, without a word; undefined where that takes a process. */
  readonly restarted?: () => CarrierFiles;
}

/** One promise of `CarrierFiles`; `node:assert` alone, so that it is tried in every runtime. */
export interface PromiseOfCarrierFiles {
  readonly promise: string;
  holds(made: MadeCarrierFiles): Promise<void>;
}

export function fileOf(sequence: number, more: Partial<CarrierFile> = {}): CarrierFile {
  const { organisationId = 'one' } = more;
  const carrier = organisationId.toUpperCase();
  const date = '2026-11-22';
  const file = wishFileName({ carrier, date, sequence });
  const manifest = { file, carrier, date, sequence, rows: 1, sha256: '0'.repeat(64) };
  return { organisationId, manifest, scopes: ['dnd:registrations:write'], openedAt: 1_000, ...more };
}

const first = fileOf(1);
const name = first.manifest.file;
const noCounts = { registered: 0, pending: 0, unchanged: 0, rejected: 0 };
const bytesOf = (text: string) => new TextEncoder().encode(text);
const whole = 2 ** 40;

const checkpoint: FileCheckpoint = { startedAt: 1, rows: 500, counts: noCounts, resultBytes: 9, head: 7 as never };

export function endAt(endedAt: number): FileEnd {
  const { file, carrier, date, sequence, sha256 } = first.manifest;
  return {
    endedAt,
    signature: 'a.b.c',
    manifest: {
      ...{ file, carrier, date, sequence, rows: 1, bytes: 9, sha256, counts: noCounts, policy: 'CN-2026.1' },
      ...{ answers: { file, sha256 }, completedAt: '2026-11-22T00:00:00Z', position: 'log:7' },
    },
  };
}

async function received(files: CarrierFiles, file: CarrierFile): Promise<void> {
  const { organisationId, manifest } = file;
  await files.open(file);
  await files.putInput(organisationId, manifest.file, pieces('phoneNumber\n', '+8613800000001\n'));
  await files.completeInput(organisationId, manifest.file);
}

export const carrierFilesPromises: readonly PromiseOfCarrierFiles[] = [
  {
    promise: 'of what is not there, nothing is known',
    async holds({ files }) {
      assert.equal(files.file('one', name), undefined);
      assert.equal(files.file('one', 'not the name of one'), undefined);
      assert.deepEqual([files.names('one'), files.waiting()], [[], []]);
      assert.deepEqual([files.isReceived('one', name), files.isAnswered('one', name)], [false, false]);
      assert.equal(files.claim('one', name, 'RUN'), undefined);
      await files.sweep(dayMs);
    },
  },
  {
    promise: 'a file is announced again until its bytes come in, and then stays as it was announced',
    async holds({ files, restarted }) {
      const later = { ...first, manifest: { ...first.manifest, sha256: '1'.repeat(64) } };
      assert.equal(await files.open(first), true);
      assert.equal(await files.open(later), true);
      assert.deepEqual(files.file('one', name), later);
      const claim = files.claim('one', name, 'UPLOAD');
      assert.equal(await files.open(first), false);
      claim?.release();
      await received(files, later);
      assert.equal(await files.open(first), false);
      for (const now of [files, restarted?.() ?? files]) {
        assert.deepEqual(now.file('one', name), later);
        assert.deepEqual(now.state('one', name), {
          ...{ inputIsComplete: true, checkpoint: undefined, end: undefined, isClaimed: false },
        });
      }
    },
  },
  {
    promise: 'bytes come in the place of those that came before, and are dropped by themselves',
    async holds({ files, restarted }) {
      await files.open(first);
      await files.putInput('one', name, pieces('something longer than what comes later'));
      await files.putInput('one', name, pieces('some', 'thing'));
      assert.equal(await textOf(files.input('one', name)), 'something');
      await files.completeInput('one', name);
      const now = restarted?.() ?? files;
      assert.equal(await textOf(now.input('one', name)), 'something');
      await now.dropInput('one', name);
      assert.equal(await textOf(now.input('one', name)).catch(() => ''), '');
      assert.equal(now.isReceived('one', name), true);
    },
  },
  {
    promise: 'files are listed by day and number, and wait until they are answered, each carrier’s by themselves',
    async holds({ files, restarted }) {
      const earlier = fileOf(3, {});
      const date = '2026-11-21';
      const file = wishFileName({ carrier: 'ONE', date, sequence: 3 });
      const dayBefore = { ...earlier, manifest: { ...earlier.manifest, file, date } };
      const all = [fileOf(2), dayBefore, fileOf(10), first, fileOf(1, { organisationId: 'two' })];
      for (const one of all) await received(files, one);
      await files.open(fileOf(11));
      const names = [dayBefore, first, fileOf(2), fileOf(10), fileOf(11)].map(({ manifest }) => manifest.file);
      assert.deepEqual(files.names('one'), names);
      await files.putEnd('one', fileOf(2).manifest.file, endAt(5));
      const now = restarted?.() ?? files;
      const waiting = now.waiting().map(({ organisationId, manifest }) => [organisationId, manifest.file]);
      assert.deepEqual(
        waiting.filter(([organisationId]) => organisationId === 'one'),
        [names[0], names[1], names[3]].map((one) => ['one', one]),
      );
      assert.equal(waiting.length, 4);
      assert.equal(now.isAnswered('one', fileOf(2).manifest.file), true);
      assert.deepEqual(now.state('one', fileOf(2).manifest.file).end, endAt(5));
    },
  },
  {
    promise: 'a result goes on from where a checkpoint cut it',
    async holds({ files, restarted }) {
      await received(files, first);
      const result = files.appendResult('one', name, 0);
      await result.write(bytesOf('row,state\n1,'));
      await result.sync();
      await files.putCheckpoint('one', name, checkpoint);
      await result.write(bytesOf('lost'));
      result.close();
      const now = restarted?.() ?? files;
      assert.deepEqual(now.state('one', name).checkpoint, checkpoint);
      const later = now.appendResult('one', name, 9);
      await later.write(bytesOf('\n1,REGISTERED'));
      await later.sync();
      later.close();
      assert.equal(await textOf(now.result('one', name, 0, 22)), 'row,state\n1,REGISTERED');
      assert.equal(await textOf(now.result('one', name, 4, whole)), 'state\n1,REGISTERED');
      assert.equal(await textOf(now.result('one', name, 5, 5)), '');
    },
  },
  {
    promise: 'a claim is one’s alone, for each file and use, until it is let go or whoever had it ends',
    async holds({ files, restarted }) {
      await received(files, first);
      await received(files, fileOf(2));
      const claim = files.claim('one', name, 'RUN');
      assert.ok(claim !== undefined);
      assert.equal(files.claim('one', name, 'RUN'), undefined);
      assert.equal(files.state('one', name).isClaimed, true);
      assert.ok(files.claim('one', name, 'UPLOAD') !== undefined);
      assert.ok(files.claim('one', fileOf(2).manifest.file, 'RUN') !== undefined);
      claim.release();
      assert.equal(files.state('one', name).isClaimed, false);
      assert.ok(files.claim('one', name, 'RUN') !== undefined);
      if (restarted !== undefined) assert.ok(restarted().claim('one', name, 'RUN') !== undefined);
    },
  },
  {
    promise: 'results go after their time, files later, and those that never came sooner',
    async holds({ files }) {
      const { resultKeptMs, recordKeptMs, awaitedMs } = carrierFileLimits;
      await received(files, first);
      const result = files.appendResult('one', name, 0);
      await result.write(bytesOf('row,state\n'));
      await result.sync();
      result.close();
      await files.putEnd('one', name, endAt(5_000));
      await files.open(fileOf(2));
      const awaited = fileOf(2).manifest.file;
      const kept = async () => [
        (await textOf(files.result('one', name, 0, whole)).catch(() => '')).length,
        ...[files.file('one', name), files.file('one', awaited)].map((file) => file !== undefined),
      ];
      await files.sweep(1_000 + awaitedMs - 1);
      assert.deepEqual(await kept(), [10, true, true]);
      await files.sweep(1_000 + awaitedMs);
      assert.deepEqual(await kept(), [10, true, false]);
      await files.sweep(5_000 + resultKeptMs - 1);
      assert.deepEqual(await kept(), [10, true, false]);
      await files.sweep(5_000 + resultKeptMs);
      assert.deepEqual([await kept(), files.isAnswered('one', name)], [[0, true, false], true]);
      await files.sweep(1_000 + recordKeptMs);
      assert.deepEqual([await kept(), files.names('one')], [[0, false, false], []]);
    },
  },
  {
    promise: 'a file that is coming in is not forgotten meanwhile',
    async holds({ files }) {
      await files.open(first);
      const claim = files.claim('one', name, 'UPLOAD');
      await files.sweep(1_000 + carrierFileLimits.recordKeptMs);
      assert.deepEqual(files.file('one', name), first);
      claim?.release();
      await files.sweep(1_000 + carrierFileLimits.recordKeptMs);
      assert.equal(files.file('one', name), undefined);
      assert.equal(await files.open(first), true);
    },
  },
];
