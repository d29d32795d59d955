import { z } from '@hono/zod-openapi';
import type { PendingAssertion } from '../../core/pending-assertion.ts';
import { formatInstant } from '../../core/time.ts';
import type { RowResult } from '../../registry/numbers/row-results.ts';
import { formatPosition } from '../../registry/position.ts';
import { assertionIdSchema, instantSchema, positionSchema } from '../number-wire.ts';

export const rowsMax = 10_000;

export const referenceSchema = z
  .string()
  .max(64)
  .openapi({ description: 'Yours, given back as sent; not kept', example: 'row-1' });

/** Any text: what is no phone number is a rejected row, never a failed request. */
export const rowNumberSchema = z.string().max(32).openapi({ example: '+8613800138000' });

export const countSchema = z.int().min(0).max(rowsMax);

export function rowResultSchema<Done extends string>(done: Done) {
  return z.object({
    index: countSchema,
    reference: referenceSchema.optional(),
    status: z.enum([done, 'PENDING', 'UNCHANGED', 'REJECTED']).openapi({
      description:
        'PENDING: what it refuses binds already, the rest waits. UNCHANGED: it stood, or waited, that way already',
    }),
    position: positionSchema.optional(),
    pendingUntil: instantSchema
      .optional()
      .openapi({ description: 'When what waits takes effect, unless an operator reverses it or something else comes' }),
    assertionId: assertionIdSchema.optional(),
    code: z.string().max(96).optional().openapi({ description: 'Why it was rejected', example: 'PERMISSION_DENIED' }),
    field: z.string().max(256).optional(),
    message: z.string().max(512).optional(),
  });
}

export function wireRow<Done extends string>(row: RowResult<Done>) {
  if (!('position' in row)) return row;
  const { logId, position, waits, ...rest } = row;
  return { ...rest, position: formatPosition(logId, position), ...(waits === undefined ? {} : wireWaiting(waits)) };
}

function wireWaiting({ assertionId, waitsUntil }: Pick<PendingAssertion, 'assertionId' | 'waitsUntil'>) {
  return { pendingUntil: formatInstant(waitsUntil), assertionId };
}
