import { z } from '@hono/zod-openapi';

/** A page of a list: by cursor, so that nothing is shown twice or missed while the list grows. */
export const pageQuery = z.strictObject({
  after: z
    .string()
    .max(64)
    .optional()
    .openapi({ description: 'Id after which the page begins: `next` of the page before', example: 'callcentre-north' }),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(20)
    .openapi({ type: 'integer', minimum: 1, maximum: 100, description: 'Most items of the page' }),
});

export const nextSchema = z
  .string()
  .max(64)
  .optional()
  .openapi({ description: '`after` of the next page; absent on the last one' });

export const pageMax = 100;
