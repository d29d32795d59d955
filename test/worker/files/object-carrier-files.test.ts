import { expect, test } from 'vitest';
import { dayMs } from '../../../src/core/time.ts';
import { carrierFileLimits } from '../../../src/registry/carrier-files/carrier-file.ts';
import { carrierFilesPromises, fileOf } from '../../registry/carrier-files/carrier-files-conformance.ts';
import { pieces } from '../../registry/scrubs/scrub-files-conformance.ts';
import type { BucketFault } from './fake-object.ts';
import { madeFiles } from './made-files.ts';

test.for(carrierFilesPromises)('$promise', async ({ holds }) => {
  let made = madeFiles();
  const restarted = () => {
    made = made.restarted();
    return made.carriers;
  };
  await holds({ files: made.carriers, restarted });
});

const file = fileOf(1);
const name = file.manifest.file;

test('where the bucket fails, whatever a carrier sends may be sent again later', async () => {
  const { bucket, carriers } = madeFiles();
  await carriers.open(file);
  bucket.faults.push(...Array.from({ length: 4 }, (): BucketFault => 'LOST'));
  await expect(carriers.putInput('one', name, pieces('phoneNumber\n'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(carriers.isReceived('one', name)).toBe(false);
  await carriers.putInput('one', name, pieces('phoneNumber\n'));
  await carriers.completeInput('one', name);
  expect(carriers.isReceived('one', name)).toBe(true);
});

test('a file that is forgotten leaves nothing in the bucket, and its name is in no key', async () => {
  const { bucket, carriers, streams } = madeFiles();
  await carriers.open(file);
  await carriers.putInput('one', name, pieces('phoneNumber\n'));
  await carriers.completeInput('one', name);
  expect([...bucket.objects.keys()].filter((key) => /one|wish|2026/i.test(key))).toEqual([]);
  expect(bucket.objects.size).toBe(2);
  await carriers.sweep(carrierFileLimits.recordKeptMs + dayMs);
  await streams.sweep();
  expect(bucket.objects.size).toBe(0);
});
