import { z } from '@hono/zod-openapi';
import { messageClasses } from '../../core/policy.ts';
import { positionsSchema } from '../number-wire.ts';

/** What a lookup, a batch and (per row) their answers have in common on the wire. */

export const phoneNumberSchema = z
  .string()
  .max(16)
  .regex(/^\+[1-9][0-9]{4,14}$/, 'not a phone number')
  .openapi('PhoneNumber', { description: 'E.164 with its plus sign', example: '+8613800138000' });

const idSchema = z
  .string()
  .max(64)
  .regex(/^[A-Z][A-Z0-9_]*$/, 'not an id');

/** The part of a question that a batch states once. */
export const enquiryShape = {
  category: idSchema.openapi({ description: 'Industry category of the policy', example: 'FIN_CREDIT' }),
  channel: idSchema.openapi({ description: 'Channel of the policy', example: 'VOICE' }),
  messageClass: z
    .enum(messageClasses)
    .optional()
    .openapi({ description: 'PROMOTIONAL where absent. TRANSACTIONAL and GOVERNMENT need admission.' }),
  sender: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .openapi({ description: 'Sender identity: header, signature or calling number', example: 'DEMO' }),
  plannedAt: z.iso
    .datetime({ offset: true, message: 'not a time: RFC 3339 with a zone' })
    .max(40)
    .optional()
    .openapi({ description: 'When it is to be sent; now where absent. From 1 day ago to 366 days ahead.' }),
  lastVerifiedOn: z.iso
    .date('not a day: YYYY-MM-DD')
    .max(10)
    .optional()
    .openapi({ description: 'Last day on which the number was known to be its holder’s: asks for `tenureChanged`' }),
};

export const referenceSchema = z
  .string()
  .max(64)
  .openapi({ description: 'Yours, given back as sent; in no receipt', example: 'row-1' });

const instantSchema = z.iso.datetime().max(24);

export const reasons = [
  'EXEMPT',
  'TRANSACTIONAL',
  'SENDER_SUSPENDED',
  'SENDER_UNKNOWN',
  'QUIET_HOURS',
  'QUARANTINE',
  'SENDER_REFUSED',
  'CONSENT',
  'CATEGORY_REFUSED',
  'CHANNEL_REFUSED',
  'ALL_REFUSED',
  'REFUSED',
  'CATEGORY_ALLOWED',
  'CHANNEL_ALLOWED',
  'HOURS_REFUSED',
  'DAY_REFUSED',
  'DEFAULT',
] as const;

export const decisionShape = {
  decision: z.enum(['ALLOW', 'BLOCK']),
  reason: z.enum(reasons).openapi({
    description:
      'The rung of the ladder that decided. REFUSED: all is refused, or the number has no known holder. DEFAULT: no preference on record, which is not consent.',
  }),
  warning: z.enum(['SENDER_UNKNOWN']).optional(),
  nextPermittedAt: instantSchema
    .optional()
    .openapi({ description: 'First time within 30 days at which it is allowed' }),
  validUntil: instantSchema.openapi({ description: 'First time at which the clock alone may change the answer' }),
  tenureChanged: z.enum(['YES', 'NO', 'NO_DATA']).optional(),
};

export const answerShape = {
  asOf: z
    .object({
      position: positionsSchema,
      time: instantSchema,
    })
    .openapi('AsOf', { description: 'The place in the change log that the answer reflects, and when it was given' }),
  policy: z.string().max(32).openapi({ example: 'CN-2026.1' }),
  receipt: z.string().max(8_192).openapi({ description: 'Compact JWS, ES256, typ dnd-receipt+jwt' }),
};
