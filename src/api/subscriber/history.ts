import { z } from '@hono/zod-openapi';
import { type NumberEvent, proofs, waysIn } from '../../core/change.ts';
import { Fault } from '../../core/fault.ts';
import type { PendingAssertion } from '../../core/pending-assertion.ts';
import { formatInstant } from '../../core/time.ts';
import { base64url } from '../../registry/access/keyed-hash.ts';
import { formatPosition, parsePosition } from '../../registry/position.ts';
import { type HistoryRow, readHistory } from '../../registry/preferences/read-history.ts';
import { subscriberOf } from '../context.ts';
import { type ApiApp, mount } from '../mount.ts';
import {
  assertionIdSchema,
  brandSchema,
  instantSchema,
  positionSchema,
  preferencesAnswerShape,
  scopeSchema,
  wirePreferences,
  wireScope,
} from '../number-wire.ts';
import { reply } from '../reply.ts';
import { subscriberRoute } from '../route.ts';

const rowsMax = 100;
const rowsDefault = 20;

const query = z.strictObject({
  before: positionSchema.optional().openapi({ description: '`next` of the page before' }),
  limit: z
    .string()
    .max(3)
    .regex(/^([1-9][0-9]?|100)$/, 'a number from 1 to 100')
    .optional()
    .openapi({ description: `1 to ${rowsMax}, ${rowsDefault} where absent`, example: '20' }),
});

const event = z
  .object({
    kind: z.string().max(32).openapi({ example: 'PREFERENCES_SET' }),
    preferences: z.object(preferencesAnswerShape).optional(),
    brand: brandSchema.optional(),
    scope: scopeSchema.optional(),
    expiresAt: instantSchema.optional(),
    evidence: z.string().max(500).optional(),
    occurredAt: instantSchema.optional(),
    servingCarrier: z.string().max(64).optional(),
    assertionId: assertionIdSchema.optional(),
    waitsUntil: instantSchema
      .optional()
      .openapi({ description: 'Of ASSERTION_WAITS: not before then does what a carrier asserted loosen anything' }),
    meanwhile: z.object(preferencesAnswerShape).optional().openapi({ description: 'What binds until then' }),
    keepsPreferences: z
      .boolean()
      .optional()
      .openapi({ description: 'Of NUMBER_REASSIGNED: the preferences are your own, made before the report came' }),
  })
  .openapi('NumberEvent', { description: 'What happened; IMPORTED: taken over from a list' });

export const historyEntrySchema = z
  .object({
    position: positionSchema,
    at: instantSchema,
    event,
    actor: z.object({
      kind: z.enum(['SUBSCRIBER', 'ORGANISATION', 'OPERATOR']),
      organisationId: z.string().max(64).optional(),
    }),
    agent: z.string().max(64).optional(),
    wayIn: z.enum(waysIn),
    proof: z.enum(proofs).openapi({ description: 'How control of the line was shown' }),
    leafHash: z.string().max(43).openapi({ description: 'SHA-256 of the entry in the log, base64url' }),
  })
  .openapi('HistoryEntry');

const answer = z
  .object({ entries: z.array(historyEntrySchema).max(rowsMax), next: positionSchema.optional() })
  .openapi('History', { description: 'Newest first; `next` is absent on the last page' });

const route = subscriberRoute({
  method: 'get',
  path: '/v1/subscriber/history',
  operationId: 'readHistory',
  summary: 'What was ever changed about this number, and by whom',
  description: 'Since it is yours: what a former holder did is not shown.',
  request: { query },
  answers: { 200: answer },
});

export function historyRoute(app: ApiApp): void {
  mount(app, route, async (c) => {
    const registry = c.get('registry');
    const subscriber = subscriberOf(c);
    const logId = registry.shard.logIdOf(subscriber.number);
    const { before, limit } = c.req.valid('query');
    const page = { before: beforeOf(logId, before), limit: limit === undefined ? rowsDefault : Number(limit) };
    const history = await readHistory(registry, subscriber, page);
    const next = history.before === undefined ? undefined : formatPosition(logId, history.before);
    return reply(c, 200, { entries: history.rows.map((one) => wireHistoryEntry(logId, one)), next });
  });
}

function beforeOf(logId: string, text: string | undefined): number | undefined {
  const before = text === undefined ? undefined : parsePosition(logId, text);
  if (text === undefined || before !== undefined) return before;
  throw new Fault('INVALID_ARGUMENT', 'not a position of this log', { field: 'query:before' });
}

export function wireHistoryEntry(logId: string, { position, at, event: happened, leafHash, ...rest }: HistoryRow) {
  return {
    position: formatPosition(logId, position),
    at: formatInstant(at),
    event: wireEvent(happened),
    ...rest,
    leafHash: base64url(leafHash),
  };
}

function wireEvent(happened: HistoryRow['event']) {
  if (happened.kind === 'ASSERTION_WAITS') {
    const { kind, meanwhile } = happened;
    const binding = meanwhile === undefined ? {} : { meanwhile: wirePreferences(meanwhile) };
    return { kind, ...wireWaiting(happened), ...binding };
  }
  if (happened.kind === 'NUMBER_RESTORED') {
    const { kind, preferences, assertionId } = happened;
    return { kind, preferences: wirePreferences(preferences), assertionId };
  }
  if (happened.kind === 'HISTORY_ERASED') {
    return { kind: happened.kind, preferences: wirePreferences(happened.preferences) };
  }
  if (happened.kind === 'RECORD_ERASED') return { kind: happened.kind };
  if (happened.kind === 'PREFERENCES_SET') {
    const { kind, preferences, assertionId } = happened;
    return { kind, preferences: wirePreferences(preferences), assertionId };
  }
  if ('scope' in happened) return wireTerms(happened);
  if ('occurredAt' in happened) return { ...happened, occurredAt: formatInstant(happened.occurredAt) };
  return happened;
}

/** What is to come. */
export function wireWaiting({ assertionId, waitsUntil, effect }: PendingAssertion) {
  const common = { assertionId, waitsUntil: formatInstant(waitsUntil) };
  if (effect.kind === 'NUMBER_REASSIGNED') return { ...common, occurredAt: formatInstant(effect.occurredAt) };
  return { ...common, preferences: wirePreferences(effect.preferences) };
}

function wireTerms({ kind, brand, scope, expiresAt, evidence }: Extract<NumberEvent, { readonly scope: unknown }>) {
  const until = expiresAt === undefined ? undefined : formatInstant(expiresAt);
  return { kind, brand, scope: wireScope(scope), expiresAt: until, evidence };
}
