import { type ObjectFiles, objectFiles } from '../../../src/worker/files/object-files.ts';
import { FakeBucket, FakeStorage } from './fake-object.ts';

export interface MadeFiles extends ObjectFiles {
  readonly bucket: FakeBucket;
  readonly storage: FakeStorage;
  /** The object ended, with what was not durable, and began again. */
  restarted(): MadeFiles;
}

/** Files of which a part has few bytes. */
export function madeFiles(
  partBytes: number = 8,
  bucket: FakeBucket = new FakeBucket(),
  storage: FakeStorage = new FakeStorage(),
): MadeFiles {
  const now = () => bucket.now;
  return {
    ...{ bucket, storage },
    ...objectFiles(storage, bucket, { prefix: 'registry/', now, partBytes, wait: async () => {} }),
    restarted: () => madeFiles(partBytes, bucket, storage.afterLoss()),
  };
}
