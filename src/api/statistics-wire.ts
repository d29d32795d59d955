import { z } from '@hono/zod-openapi';
import { dimensionIds, type Measure, measureIds } from '../core/statistics/measures.ts';

const dimensions = z.array(z.enum(dimensionIds)).max(dimensionIds.length);

export const measuresSchema = z
  .object({
    measures: z
      .array(
        z
          .object({
            id: z.enum(measureIds),
            meaning: z.string().max(500),
            unit: z.enum(['NUMBERS', 'CONSENTS', 'CHANGES', 'ENQUIRIES', 'CODES', 'TEXTS', 'MILLISECONDS']),
            dimensions: dimensions.openapi({ description: 'What its cells are told apart by' }),
            totals: dimensions.openapi({ description: 'Dimensions that also have the member ALL' }),
            time: z.enum(['STOCK', 'FLOW']).openapi({
              description: 'STOCK: what stands when the period ends; FLOW: what happened within it',
            }),
            disclosure: z.enum(['PERSONS', 'NONE']).openapi({
              description: 'PERSONS: small cells, and what would give them away, are suppressed',
            }),
            audience: z.enum(['PUBLIC', 'REGULATOR']),
          })
          .openapi('Measure'),
      )
      .max(measureIds.length),
    minimumCellSize: z
      .int()
      .min(2)
      .max(1_000)
      .openapi({ description: 'Of releases that are made now; each release says its own' }),
  })
  .openapi('Measures', { description: 'What is counted, in the order in which it is shown' });

export function measuresBody(measures: readonly Measure[], minimumCellSize: number): object {
  return { measures, minimumCellSize };
}
