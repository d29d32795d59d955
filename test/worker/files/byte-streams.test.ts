import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minuteMs } from '../../../src/core/time.ts';
import { fileLimits } from '../../../src/worker/files/file-limits.ts';
import type { PartWriter } from '../../../src/worker/files/part-writer.ts';
import { idOf, jobOf, pieces, textOf } from '../../registry/scrubs/scrub-files-conformance.ts';
import type { BucketFault, FakeStorage } from './fake-object.ts';
import { type MadeFiles, madeFiles } from './made-files.ts';

const partBytes = 8;
const bytesOf = (text: string) => new TextEncoder().encode(text);
const read = ({ streams }: MadeFiles, name: string = 'list') => textOf(streams.read('owner', name));

async function written(made: MadeFiles, text: string, name: string = 'list'): Promise<void> {
  const writer = made.streams.writer('owner', name, made.streams.bytes('owner', name) ?? 0, partBytes);
  await writer.write(bytesOf(text));
  await writer.sync();
  writer.close();
}

/** Parts that the SQLite of an object lists, by the keys of their objects. */
function listed(storage: FakeStorage): readonly string[] {
  return storage.sql
    .exec<{ stream: string; part: number; revision: string }>('SELECT stream, part, revision FROM files_parts')
    .toArray()
    .map(({ stream, part, revision }) => `registry/${stream}/${String(part).padStart(6, '0')}-${revision}`)
    .sort();
}

test('a request that fails is sent again; where that is in vain, what is durable stays, and an upload goes on there', async () => {
  const made = madeFiles();
  await made.scrubs.create(jobOf(1));
  made.bucket.faults.push('LOST', 'UNTOLD');
  expect(await made.scrubs.addInput(idOf(1), 0, pieces('abcdefghij'))).toBe(10);
  const tries = fileLimits.retryMs.length + 1;
  // The rewritten last part is full and gets there; the next one does not.
  made.bucket.faults.push(...Array.from({ length: tries }, (): BucketFault => 'LOST'));
  await expect(made.scrubs.addInput(idOf(1), 10, pieces('klm', 'nopqrstuvwxyz'))).rejects.toMatchObject({
    code: 'UNAVAILABLE',
  });
  expect(made.scrubs.state(idOf(1)).inputBytes).toBe(10);
  const later = made.restarted();
  await later.scrubs.addInput(idOf(1), 10, pieces('KLM'));
  expect(await textOf(later.scrubs.input(idOf(1)))).toBe('abcdefghijKLM');
});

test('after a failure a writer goes on with nothing: there would be a gap', async () => {
  const made = madeFiles();
  const writer = made.streams.writer('owner', 'list', 0, partBytes);
  made.bucket.faults.push(...Array.from({ length: 4 }, (): BucketFault => 'LOST'));
  await expect(writer.write(bytesOf('abcdefghij'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await expect(writer.write(bytesOf('klmnopqrs'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await expect(writer.sync()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(made.streams.bytes('owner', 'list')).toBe(0);
});

test('an object that ended between a part and its listing left what is swept, in some minutes, and no list', async () => {
  const made = madeFiles();
  await written(made, 'abcdefghij');
  made.bucket.faults.push('STUCK');
  const writer = made.streams.writer('owner', 'list', 10, partBytes);
  void writer.write(bytesOf('KLMNOPQRSTUVW'));
  while (made.bucket.objects.size < 3) await new Promise((resolve) => setImmediate(resolve));
  const later = made.restarted();
  expect(await read(later)).toBe('abcdefghij');
  await later.streams.sweep();
  expect(later.bucket.objects.size).toBe(3);
  later.bucket.now += 11 * minuteMs;
  await written(later, 'k');
  await later.streams.sweep();
  expect([...later.bucket.objects.keys()].sort()).toEqual(listed(later.storage));
  expect(await read(later)).toBe('abcdefghijk');
});

test('what was cut off is not deleted before that is durable', async () => {
  const made = madeFiles();
  await written(made, 'abcdefghijklmnopqrst');
  made.streams.writer('owner', 'list', 3, partBytes).close();
  await made.streams.bury();
  expect(made.bucket.objects.size).toBe(1);
  expect(await read(made.restarted())).toBe('abc');
});

test('a job that is removed while a part of it is put leaves nothing', async () => {
  const made = madeFiles();
  await made.scrubs.create(jobOf(1));
  const results = made.scrubs.results(idOf(1), { annotated: 0 });
  await results.write('annotated', bytesOf('abc'));
  const synced = results.sync();
  await made.scrubs.remove(idOf(1));
  await synced;
  expect(made.bucket.calls.some((call) => call.startsWith('put'))).toBe(true);
  expect(made.bucket.objects.size).toBe(0);
});

test('a read goes on where its connection broke, and on the new object of a part that was put anew', async () => {
  const made = madeFiles();
  await written(made, 'abcdefghijklmno');
  made.bucket.brokenReads = 3;
  expect(await read(made)).toBe('abcdefghijklmno');
  const reading = made.streams.read('owner', 'list')[Symbol.asyncIterator]();
  const first = await reading.next();
  await written(made, 'pqr');
  const rest: string[] = [new TextDecoder().decode(first.value as Uint8Array)];
  for (let piece = await reading.next(); !piece.done; piece = await reading.next()) {
    rest.push(new TextDecoder().decode(piece.value));
  }
  expect(rest.join('')).toBe('abcdefghijklmno');
});

test('what is deleted while it is read is no list that ends early, and a lost object no shorter one', async () => {
  const made = madeFiles();
  await written(made, 'abcdefghijklmnopqrst');
  const reading = made.streams.read('owner', 'list')[Symbol.asyncIterator]();
  await reading.next();
  made.streams.drop('owner');
  await made.streams.bury();
  await expect(
    (async () => {
      while (!(await reading.next()).done);
    })(),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await written(made, 'abcdefghijklmnopqrst');
  made.bucket.objects.delete(listed(made.storage)[1] ?? '');
  await expect(read(made)).rejects.toThrow('not in the bucket');
});

test('however many objects there were, they are deleted a thousand at a time', async () => {
  const made = madeFiles(1);
  await made.scrubs.create(jobOf(1));
  await made.scrubs.addInput(idOf(1), 0, pieces('x'.repeat(2_100)));
  expect(made.bucket.objects.size).toBe(2_100);
  await made.scrubs.remove(idOf(1));
  expect(made.bucket.calls.filter((call) => call.startsWith('delete'))).toEqual([
    ...['delete 1000', 'delete 1000', 'delete 100'],
  ]);
  expect(made.bucket.objects.size).toBe(0);
});

test('what the bucket does not delete now is deleted later, and nobody reads it meanwhile', async () => {
  const made = madeFiles();
  await made.scrubs.create(jobOf(1));
  await made.scrubs.addInput(idOf(1), 0, pieces('abcdefghij'));
  made.bucket.faults.push(...Array.from({ length: 4 }, (): BucketFault => 'LOST'));
  await expect(made.scrubs.remove(idOf(1))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  const later = made.restarted();
  expect([later.scrubs.jobs(), later.bucket.objects.size]).toEqual([[], 2]);
  await later.streams.bury();
  expect(later.bucket.objects.size).toBe(0);
});

test('keys say which part of what, and nothing of whom or of the list', async () => {
  const made = madeFiles();
  await made.scrubs.create({ ...jobOf(1), name: '13800000001.csv' });
  await made.scrubs.addInput(idOf(1), 0, pieces('13800000001\n'));
  for (const [part, key] of [...made.bucket.objects.keys()].sort().entries()) {
    expect(key).toMatch(new RegExp(`^registry/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/00000${part}-[0-9a-f]{24}$`));
  }
});

test('a program that is older than the files leaves them alone', () => {
  const made = madeFiles();
  made.storage.sql.exec('UPDATE files_version SET version = 99');
  expect(() => madeFiles(8, made.bucket, made.storage)).toThrow('files are of version 99');
});

const faults = fc.constantFrom<BucketFault>('LOST', 'UNTOLD');
const steps = fc.oneof(
  fc.record({
    kind: fc.constant('WRITE' as const),
    text: fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 30 }),
  }),
  fc.record({ kind: fc.constant('SYNC' as const) }),
  fc.record({ kind: fc.constant('CUT' as const), percent: fc.integer({ min: 0, max: 100 }) }),
  fc.record({ kind: fc.constant('FAULTS' as const), some: fc.array(faults, { minLength: 1, maxLength: 9 }) }),
  fc.record({ kind: fc.constant('CRASH' as const) }),
  fc.record({ kind: fc.constant('END_IN_REQUEST' as const) }),
);

test('whatever fails and whenever the object ends, all that is listed can be read, and is what was written', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { maxLength: 40 }), async (all) => {
      let made = madeFiles();
      await made.storage.sync();
      const everyListedIsThere = () => {
        for (const storage of [made.storage, made.storage.afterLoss()]) {
          expect(listed(storage).filter((key) => !made.bucket.objects.has(key))).toEqual([]);
        }
      };
      made.bucket.onWritten = everyListedIsThere;
      let durable = '';
      let text = '';
      let writer: PartWriter = made.streams.writer('owner', 'list', 0, partBytes);
      const opened = (bytes: number) => {
        writer.close();
        writer = made.streams.writer('owner', 'list', bytes, partBytes);
        durable = text = durable.slice(0, bytes);
      };
      const ended = () => {
        made.bucket.faults.length = 0;
        made = made.restarted();
        opened(durable.length);
      };
      for (const step of all) {
        if (step.kind === 'FAULTS') made.bucket.faults.splice(0, 9, ...step.some);
        else if (step.kind === 'CUT') opened(Math.floor((durable.length * step.percent) / 100));
        else if (step.kind === 'CRASH') ended();
        else if (step.kind === 'END_IN_REQUEST') {
          made.bucket.faults.unshift('STUCK');
          const puts = made.bucket.calls.length;
          void writer.sync().catch(() => {});
          for (let turns = 0; turns < 5 && made.bucket.calls.length === puts; turns++) {
            await new Promise((resolve) => setImmediate(resolve));
          }
          ended();
        } else {
          try {
            if (step.kind === 'WRITE') {
              text += step.text;
              await writer.write(bytesOf(step.text));
            } else {
              expect(await writer.sync()).toBe(text.length);
              durable = text;
            }
          } catch (error) {
            expect(error).toMatchObject({ code: 'UNAVAILABLE' });
            opened(durable.length);
          }
        }
        everyListedIsThere();
        const kept = await textOf(made.streams.read('owner', 'list', { to: durable.length }));
        expect(kept).toBe(durable);
      }
      made.bucket.faults.length = 0;
      made = made.restarted();
      made.bucket.now += fileLimits.orphanMs + 1;
      await made.streams.sweep();
      expect([...made.bucket.objects.keys()].sort()).toEqual(listed(made.storage));
      expect((await read(made)).startsWith(durable)).toBe(true);
    }),
    { numRuns: 300 },
  );
});
