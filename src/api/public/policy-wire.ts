import { z } from '@hono/zod-openapi';
import { messageClasses, textVerbs } from '../../core/policy.ts';

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

const words = z.array(z.string().max(64)).max(256);
const replies = z
  .array(
    z.object({
      does: z.enum(['OPT_OUT', 'OPT_OUT_ALL', 'OPT_IN', 'HELP']),
      words,
      takesItem: z.literal(true).optional(),
      ...source,
    }),
  )
  .max(256);

const texts = z.object({
  numbers: z.array(z.object({ number: z.string().max(15), ...source })).max(64),
  verbs: z
    .array(z.object({ does: z.enum(textVerbs), words, language: z.string().max(35).optional(), ...source }))
    .max(1_000),
  targets: z
    .array(
      z.object({
        words,
        names: z.union([
          z.enum(['ALL', 'EVERY_CHANNEL', 'EVERY_BAND']),
          z.object({ category: id }),
          z.object({ channel: id }),
        ]),
        ...source,
      }),
    )
    .max(1_000),
  languageNames: z.record(z.string().max(35), words),
  replies,
  narrowReplies: z.array(z.object({ prefixes, replies, ...source })).max(64),
  plainRefusals: z.array(z.object({ phrases: words, unless: words, ...source })).max(64),
  complaintForms: z
    .array(z.object({ form: z.enum(['LAST_TWO', 'FIRST', 'MARKED']), word: z.string().max(64).optional(), ...source }))
    .max(64),
  complaintWindows: z.array(z.object({ days: z.int().min(1).max(3_650), ...source })).max(16),
  clocks: z.object({
    confirmForSec: seconds,
    lateAfterSec: seconds,
    sameTextForSec: seconds,
    keptForSec: seconds,
    languageForSec: seconds,
    ...source,
  }),
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
    limits: z.object({
      assertionsPerDay: z.int().min(1).max(Number.MAX_SAFE_INTEGER).openapi({
        description:
          'Rows that only refuse, and rows that loosen, of one carrier in a day; beyond, what they loosen waits',
      }),
      ...source,
    }),
    statistics: z.object({
      minimumCellSize: z.int().min(2).max(1_000).openapi({
        description: 'Published cells of fewer persons are suppressed, zero aside, and what would give them away',
      }),
      ...source,
    }),
    texts: texts.openapi({ description: 'The grammar of text messages' }),
  })
  .openapi('Policy', { description: 'One jurisdiction’s rules as dated data' });
