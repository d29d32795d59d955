import type { EpochMs } from '../../core/time.ts';
import { ByteStreams } from './byte-streams.ts';
import { KeptObjects } from './kept-objects.ts';
import { ObjectCarrierFiles } from './object-carrier-files.ts';
import { ObjectScrubFiles } from './object-scrub-files.ts';
import type { Bucket, ObjectStorage } from './object-storage.ts';

/** Files of one object: of its storage and of what a bucket has under its prefix there is no other. */
export interface ObjectFiles {
  readonly objects: KeptObjects;
  readonly streams: ByteStreams;
  readonly scrubs: ObjectScrubFiles;
  readonly carriers: ObjectCarrierFiles;
}

export interface ObjectFilesOptions {
  /** In front of every key, with a slash behind: what else begins so is deleted by the sweep. */
  readonly prefix: string;
  readonly now: () => EpochMs;
  /** Of scrubs and carriers, for tests. */
  readonly partBytes?: number;
  readonly wait?: (waitMs: number) => Promise<void>;
}

export function objectFiles(
  storage: ObjectStorage,
  bucket: Bucket,
  { now, partBytes, ...options }: ObjectFilesOptions,
): ObjectFiles {
  const objects = new KeptObjects(bucket, options);
  const streams = new ByteStreams(storage, objects, now);
  const size = partBytes === undefined ? {} : { partBytes };
  return {
    objects,
    streams,
    scrubs: new ObjectScrubFiles(storage, streams, size),
    carriers: new ObjectCarrierFiles(storage, streams, size),
  };
}
