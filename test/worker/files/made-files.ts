import { ByteStreams } from '../../../src/worker/files/byte-streams.ts';
import { KeptObjects } from '../../../src/worker/files/kept-objects.ts';
import { ObjectCarrierFiles } from '../../../src/worker/files/object-carrier-files.ts';
import { ObjectScrubFiles } from '../../../src/worker/files/object-scrub-files.ts';
import { FakeBucket, FakeStorage } from './fake-object.ts';

export interface MadeFiles {
  readonly bucket: FakeBucket;
  readonly storage: FakeStorage;
  readonly streams: ByteStreams;
  readonly scrubs: ObjectScrubFiles;
  readonly carriers: ObjectCarrierFiles;
  /** The object ended, with what was not durable, and began again. */
  restarted(): MadeFiles;
}

/** Files of which a part has few bytes. */
export function madeFiles(
  partBytes: number = 8,
  bucket: FakeBucket = new FakeBucket(),
  before?: FakeStorage,
): MadeFiles {
  const storage = before ?? new FakeStorage();
  const objects = new KeptObjects(bucket, { prefix: 'registry/', wait: async () => {} });
  const streams = new ByteStreams(storage, objects, () => bucket.now);
  return {
    ...{ bucket, storage, streams },
    scrubs: new ObjectScrubFiles(storage, streams, { partBytes }),
    carriers: new ObjectCarrierFiles(storage, streams, { partBytes }),
    restarted: () => madeFiles(partBytes, bucket, storage.afterLoss()),
  };
}
