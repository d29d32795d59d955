import { z } from '@hono/zod-openapi';
import { batchReceiptForms, lookupReceiptForms } from '../../receipts/receipt-payload.ts';

/** How answers are signed, on the wire. */

export const lookupFormSchema = z.enum(lookupReceiptForms).openapi({
  description:
    'PLAIN where absent: a signature of its own. SHARED: one signature over all SHARED answers of the same moment; quicker under load, and to be kept with `statement` and `inclusion`.',
});

export const batchFormSchema = z.enum(batchReceiptForms).openapi({
  description:
    'DIGEST where absent: one receipt over all rows, which are shown together or not at all. ROWS: with `rowSecret` each row can be shown without the others.',
});

/** 32 bytes. */
const hashSchema = z
  .string()
  .length(43)
  .regex(/^[\w-]+$/);

const inclusionSchema = z
  .object({
    salt: z
      .string()
      .length(22)
      .regex(/^[\w-]+$/)
      .openapi({ description: '16 bytes, base64url' }),
    leafIndex: z.int().min(0).max(9_999),
    treeSize: z.int().min(1).max(10_000),
    path: z.array(hashSchema).max(14).openapi({ description: 'Siblings from the leaf upwards, base64url' }),
  })
  .openapi('Inclusion', {
    description:
      'The way from SHA-256(0x00 ‖ salt ‖ UTF-8 of the statement) to the signed `rootHash`: RFC 9162, section 2.1.3.2',
  });

/** Members of an answer of the form SHARED. */
export const sharedShape = {
  statement: z
    .string()
    .max(4_096)
    .optional()
    .openapi({ description: 'Of the form SHARED: the signed decision, a JSON text. Its own `exp` ends it.' }),
  inclusion: inclusionSchema.optional(),
};

export const rowSecretSchema = hashSchema.openapi({
  description:
    'Of the form ROWS: what the salts of all rows come from, SHA-256(secret ‖ uint32 row)[0, 16). Keep it to show single rows; to whom you show one, give its `inclusion`, never this.',
});
