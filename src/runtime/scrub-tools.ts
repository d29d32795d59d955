import { createHash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Fault } from '../core/fault.ts';
import type { ByteDigest, ScrubTools } from '../scrub/scrub-tools.ts';

/** A scrub's needs as Node meets them. */
export const nodeScrubTools: ScrubTools = {
  recordParserOf: async (delimiter, lineEnd, linesBefore) =>
    (await import('./csv-records.ts')).csvRecords(delimiter, lineEnd, linesBefore),
  gunzip,
  newDigest: sha256Digest,
};

export function sha256Digest(): ByteDigest {
  const hash = createHash('sha256');
  return {
    update: (bytes) => void hash.update(bytes),
    digest: () => hash.digest('base64url'),
  };
}

const pieceBytes = 2 ** 18;

async function* gunzip(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const unzipped = createGunzip({ chunkSize: pieceBytes });
  pipeline(Readable.from(bytes), unzipped, () => {});
  try {
    for await (const chunk of unzipped) yield chunk as Uint8Array;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!code.startsWith('Z_')) throw error;
    throw new Fault('INVALID_ARGUMENT', 'the compressed file is damaged or cut off', {
      limit: 'gzip (RFC 1952), whole, and nothing behind it',
      cause: error,
    });
  }
}
