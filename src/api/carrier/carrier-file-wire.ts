import { z } from '@hono/zod-openapi';
import { wishFileMax } from '../../core/carrier-file.ts';
import { formatInstant } from '../../core/time.ts';
import { carrierFileStatuses, type OwnCarrierFile } from '../../registry/carrier-files/carrier-file.ts';
import { instantSchema, positionsSchema } from '../number-wire.ts';

export const fileNameSchema = z.string().max(128).openapi({
  description: '`UserWishUpload_CARRIER_YYYYMMDD_NNN.csv`',
  example: 'UserWishUpload_CMCC_20261122_001.csv',
});

const sha256Schema = z.string().max(64).openapi({
  description: 'Of the file’s bytes, in hexadecimal',
  example: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
});
const dateSchema = z.string().max(10).openapi({ example: '2026-11-22' });
const sequenceSchema = z
  .int()
  .min(1)
  .max(wishFileMax.sequence)
  .openapi({ description: 'Of your files of that day: 1, 2, 3 … without a gap', example: 1 });
const rowsSchema = z.int().min(0).max(wishFileMax.rows).openapi({ description: 'Without the head', example: 2 });
const carrierSchema = z
  .string()
  .min(1)
  .max(64)
  .openapi({ description: 'Your organisation id, in whichever case', example: 'CMCC' });

/** What is refused by name in `manifestFault` comes through here. */
export const wishManifestSchema = z
  .strictObject({
    file: fileNameSchema,
    carrier: carrierSchema,
    date: dateSchema,
    sequence: z.int().min(0).max(1_000_000).openapi({ example: 1 }),
    rows: z.int().min(0).max(1_000_000_000).openapi({ description: 'Without the head', example: 2 }),
    sha256: sha256Schema,
  })
  .openapi('WishManifest', { description: 'What is said of a file beside it; its name says the same' });

const countsSchema = z
  .object({ registered: rowsSchema, pending: rowsSchema, unchanged: rowsSchema, rejected: rowsSchema })
  .openapi('WishCounts', { description: 'Rows; their sum is `rows`' });

export const resultManifestSchema = z
  .object({
    file: z.string().max(128).openapi({ example: 'UserWishResult_CMCC_20261122_001.csv' }),
    carrier: carrierSchema,
    date: dateSchema,
    sequence: sequenceSchema,
    rows: rowsSchema,
    bytes: z
      .int()
      .min(0)
      .max(2 ** 31),
    sha256: sha256Schema,
    answers: z.object({ file: fileNameSchema, sha256: sha256Schema }),
    counts: countsSchema,
    completedAt: instantSchema,
    position: positionsSchema,
    policy: z.string().max(32),
  })
  .openapi('WishResultManifest', { description: 'What is said of the result beside it' });

export const signatureSchema = z.string().max(8_192).openapi({
  description:
    'Compact JWS (`typ: dnd-receipt+jwt`) over the manifest with `receiptForm: MANIFEST`, `iss`, `aud`, `iat`, `exp`',
});

export const carrierFileSchema = z
  .object({
    manifest: wishManifestSchema,
    status: z.enum(carrierFileStatuses).openapi({
      description: 'UPLOADING: its bytes have not come. QUEUED: files before it are done first.',
    }),
    openedAt: instantSchema,
    progress: z.object({ rows: rowsSchema, counts: countsSchema }).optional(),
    result: resultManifestSchema.optional(),
    signature: signatureSchema.optional(),
  })
  .openapi('CarrierFile');

export function carrierFileBody({ file, state, status }: OwnCarrierFile) {
  const { checkpoint, end } = state;
  return {
    manifest: file.manifest,
    status,
    openedAt: formatInstant(file.openedAt),
    ...(checkpoint === undefined ? {} : { progress: { rows: checkpoint.rows, counts: checkpoint.counts } }),
    ...(end === undefined ? {} : { result: end.manifest, signature: end.signature }),
  };
}
