import { expect, test } from 'vitest';
import { dayMs } from '../../../src/core/time.ts';
import { scrubFilesPromises } from '../../registry/scrubs/scrub-files-conformance.ts';
import { actsAsModel } from '../../registry/scrubs/scrub-files-model.ts';
import { madeFiles } from './made-files.ts';

test.for(scrubFilesPromises)('$promise', async ({ holds }) => {
  let made = madeFiles();
  const restarted = () => {
    made = made.restarted();
    return made.scrubs;
  };
  await holds({ files: made.scrubs, restarted });
});

test('whatever is done to them in whichever order, they are as a plain model, and leave nothing', async () => {
  let made = madeFiles();
  const fresh = () => {
    made = madeFiles();
    const restarted = () => {
      made = made.restarted();
      return made.scrubs;
    };
    return { files: made.scrubs, restarted };
  };
  await actsAsModel(
    fresh,
    async () => {
      made.bucket.now += dayMs;
      await made.streams.sweep();
      expect([...made.bucket.objects.keys()]).toEqual([]);
    },
    300,
  );
});
