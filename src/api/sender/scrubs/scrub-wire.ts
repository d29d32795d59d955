import { z } from '@hono/zod-openapi';
import { Fault } from '../../../core/fault.ts';
import { enquiryShape } from '../wire.ts';
import { listTypes } from './list-body.ts';

const { lastVerifiedOn: _, ...enquiryWords } = enquiryShape;

/** What a list is asked about, as query parameters: the fields of a lookup, and how the list is read. */
export const scrubQuery = z.strictObject({
  ...enquiryWords,
  column: z.string().min(1).max(128).optional().openapi({
    description: 'Head or place (from 1) of the column with the numbers; where absent, the one that looks like it',
    example: 'phone',
  }),
  country: z
    .string()
    .length(2)
    .regex(/^[A-Z]{2}$/, 'not a country')
    .optional()
    .openapi({
      description: 'Of numbers without a country code, ISO 3166-1; the policy’s where absent',
      example: 'CN',
    }),
  layout: z.enum(['ANNOTATED', 'SPLIT']).optional().openapi({
    description:
      'ANNOTATED where absent: every row with its decision. SPLIT, of jobs alone: rows as they came, a file for each kind.',
  }),
  rowProofs: z.enum(['true', 'false']).optional().openapi({
    description:
      'true: the certificate holds a Merkle root over the rows of each file, and the completed scrub a `rowSecret`: with both, `dnd prove` shows one row without the others',
  }),
});

/** Bytes, of any of the types that a list may have. */
export const listContent: Record<string, { schema: { type: 'string'; format: 'binary' } }> = Object.fromEntries(
  listTypes.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]),
);

export const scrubParams = z.strictObject({
  scrubId: z.string().min(1).max(64).openapi({ example: '0mafz1k8q4s0r9t2u7v5w3x1y' }),
});

const termNames = ['category', 'channel', 'messageClass', 'sender', 'plannedAt', 'column', 'country'];

/** The fault as it names the part of the request: terms stand in the query here, and the list is the body. */
export function inRequest(error: unknown): unknown {
  if (!(error instanceof Fault)) return error;
  const { code, message, limit, retryAfterSec, cause } = error;
  const field = fieldOf(error);
  if (field === undefined || field === error.field) return error;
  return new Fault(code, message, {
    field,
    ...(limit === undefined ? {} : { limit }),
    ...(retryAfterSec === undefined ? {} : { retryAfterSec }),
    cause,
  });
}

function fieldOf({ code, field }: Fault): string | undefined {
  if (field !== undefined) return termNames.includes(field) ? `query:${field}` : field;
  return code === 'INVALID_ARGUMENT' || code === 'PAYLOAD_TOO_LARGE' ? 'body' : undefined;
}
