import { z } from '@hono/zod-openapi';
import type { ConsentScope } from '../core/consent.ts';
import { Fault } from '../core/fault.ts';
import type { Preferences } from '../core/preferences.ts';
import { type EpochMs, parseInstant } from '../core/time.ts';

/** What subscribers, carriers and senders write and read of a number alike. */

export const instantSchema = z.iso.datetime().max(24).openapi({ example: '2026-11-22T11:30:00.000Z' });

export const givenInstantSchema = z.iso
  .datetime({ offset: true, message: 'not a time: RFC 3339 with a zone' })
  .max(40)
  .openapi({ example: '2026-11-22T19:30:00+08:00' });

export const languageSchema = z.string().min(2).max(35).openapi({ description: 'BCP 47 tag, one of the policy’s' });

export const positionSchema = z.string().max(64).openapi({ description: 'Place in the change log', example: 'log:42' });

/** Of what more than one log has a part in. */
export const positionsSchema = z.string().max(2048).openapi({
  description:
    'Place in the change log; where numbers are kept in several logs, places in all that were asked, by comma',
  example: 'log:42',
});

export const assertionIdSchema = z
  .string()
  .min(1)
  .max(128)
  .openapi({ description: 'The bulk assertion that it belongs to', example: '2026112204-carrier-1-registrations-1' });

export const brandSchema = z.string().min(1).max(64).openapi({ description: 'Organisation id of a brand' });

export const senderSchema = z.string().min(1).max(64).openapi({
  description: 'Sender identity: header, signature or calling number',
  example: 'DEMO',
});

export const idSchema = z
  .string()
  .max(64)
  .regex(/^[A-Z][A-Z0-9_]*$/, 'not an id');

export const choiceSchema = z.enum(['REFUSE', 'ALLOW']);
export const baseSchema = z.enum(['LAW', 'REFUSE_EXCEPT', 'REFUSE_ALL']).openapi({
  description:
    'What stands where nothing is chosen. LAW: the default of the policy. REFUSE_EXCEPT: refused but for what is allowed here. REFUSE_ALL: refused without exception, later categories too; ends the consents given before.',
});

export const cellsSchema = z
  .array(z.strictObject({ category: idSchema, channel: idSchema, choice: choiceSchema }))
  .max(1_000)
  .openapi({ description: 'For one category on one channel; goes before a choice for either' });

export const idsSchema = z.array(idSchema).max(100);

/** Every part may be left out: nothing is then chosen there. */
export const preferencesShape = {
  base: baseSchema.optional(),
  categories: z
    .record(idSchema, choiceSchema)
    .optional()
    .openapi({ example: { FIN_CREDIT: 'REFUSE' } }),
  channels: z
    .record(idSchema, choiceSchema)
    .optional()
    .openapi({ example: { VOICE: 'REFUSE' } }),
  cells: cellsSchema.optional(),
  refusedBands: idsSchema.optional(),
  refusedDayTypes: idsSchema.optional(),
};

export const preferencesAnswerShape = {
  base: baseSchema,
  categories: z.record(idSchema, choiceSchema),
  channels: z.record(idSchema, choiceSchema),
  cells: cellsSchema,
  refusedBands: idsSchema,
  refusedDayTypes: idsSchema,
};

/** Members in one order, whichever way the preferences came to be. */
export function wirePreferences({ base, categories, channels, cells, refusedBands, refusedDayTypes }: Preferences) {
  return { base, categories, channels, cells, refusedBands, refusedDayTypes };
}

export const scopeSchema = z
  .strictObject({ categories: idsSchema.min(1).optional(), channels: idsSchema.min(1).optional() })
  .openapi('ConsentScope', { description: 'What a consent covers; an absent list covers everything' });

export function wireScope({ categories, channels }: ConsentScope) {
  return { categories, channels };
}

/** The instant of a member that the schema let through. Fault INVALID_ARGUMENT for 30 February. */
export function givenInstant(field: string, text: string): EpochMs {
  const at = parseInstant(text);
  if (at !== undefined) return at;
  throw new Fault('INVALID_ARGUMENT', 'not a time', { field, limit: 'RFC 3339 with a zone' });
}
