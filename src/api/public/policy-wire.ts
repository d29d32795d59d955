import { z } from '@hono/zod-openapi';
import { messageClasses } from '../../core/policy.ts';

/** The document of `core/policy.ts`, for readers in other languages. */

const id = z.string().max(64);
const code = z.int().min(0).max(99_999);
const date = z.iso.date().max(10);
const time = z
  .string()
  .max(5)
  .regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$/);
const names = z
  .record(z.string().max(35), z.string().max(200))
  .openapi({ description: 'By language tag', example: { en: 'Loans', zh: '贷款' } });
const seconds = z.int().min(0).max(10_000_000_000);
const prefixes = z.array(z.string().max(15)).max(10_000);
const zones = z.array(z.string().max(64)).max(64);
const classes = z.array(z.enum(messageClasses)).max(messageClasses.length);
const ids = z.array(id).max(256);

const source = {
  source: z.string().max(1_024).openapi({ description: 'Where the row comes from' }),
  confirmed: z.boolean().openapi({ description: 'false: a working value that no regulator’s page confirmed' }),
};

const classRule = z.object({
  senderRequired: z.boolean(),
  quietHours: z.boolean(),
  consent: z.boolean(),
  choices: z.enum(['CELLS', 'ANY_REFUSAL']),
  hours: z.boolean(),
  ...source,
});

export const policySchema = z
  .object({
    id: z.string().max(32).openapi({ example: 'CN-2026.1' }),
    jurisdiction: z.string().max(16),
    effectiveFrom: date,
    countryCallingCode: z.string().max(3),
    plan: z
      .array(
        z.object({
          prefixes,
          nextDigits: z.string().max(10).optional(),
          digits: z.array(z.int().min(5).max(15)).max(11),
          kind: z.enum(['MOBILE', 'FIXED', 'FIXED_OR_MOBILE', 'SPECIAL']),
          ...source,
        }),
      )
      .max(10_000),
    defaultZones: zones,
    zonePrefixes: z.array(z.object({ prefixes, zones, ...source })).max(10_000),
    languages: z.array(z.string().max(35)).max(64),
    categories: z.array(z.object({ id, code, since: date, names, ...source })).max(256),
    channels: z.array(z.object({ id, code, names, ...source })).max(64),
    bands: z.array(z.object({ id, code, from: time, to: time, ...source })).max(96),
    dayTypes: z.array(z.object({ id, code, weekday: z.int().min(1).max(7).optional(), names, ...source })).max(32),
    holidays: z.array(z.object({ date, name: z.string().max(200), ...source })).max(10_000),
    defaults: z
      .array(
        z.object({
          messageClasses: classes,
          channels: ids.optional(),
          categories: ids.optional(),
          from: date.optional(),
          until: date.optional(),
          decision: z.enum(['ALLOW', 'BLOCK']),
          ...source,
        }),
      )
      .max(256),
    quietHours: z
      .array(
        z.object({
          messageClasses: classes,
          channels: ids.optional(),
          dayTypes: ids.optional(),
          from: time,
          to: time,
          ...source,
        }),
      )
      .max(256),
    classes: z.object({ PROMOTIONAL: classRule, SERVICE: classRule }),
    clocks: z.object({
      checkValidForSec: seconds,
      pendingForSec: seconds,
      codeLifetimeSec: seconds,
      consentCoolingOffSec: seconds,
      consentLifetimeSec: seconds.optional(),
      ...source,
    }),
  })
  .openapi('Policy', { description: 'One jurisdiction’s rules as dated data' });
