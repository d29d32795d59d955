import { z } from '@hono/zod-openapi';
import { formatPhoneNumber } from '../../core/phone-number.ts';
import { formatInstant } from '../../core/time.ts';
import { permissionsMax } from '../../registry/consents/sender-permissions.ts';
import { formatPosition } from '../../registry/position.ts';
import { type OwnData, readOwnData } from '../../registry/rights/read-own-data.ts';
import { type ApiContext, subscriberOf } from '../context.ts';
import { type ApiApp, mount } from '../mount.ts';
import { instantSchema, positionSchema, preferencesAnswerShape, wirePreferences } from '../number-wire.ts';
import { subscriberRoute } from '../route.ts';
import { phoneNumberSchema } from '../sender/wire.ts';
import { consentSchema, wireConsent } from './consents.ts';
import { historyEntrySchema, wireHistoryEntry, wireWaiting } from './history.ts';
import { refusalSchema, wireRefusal } from './sender-refusals.ts';

/** Far more than a number gets in a life. */
const rowsMax = 1_000_000;
const format = 'dnd-subscriber-record/1';

const keptText = z
  .object({
    to: z.string().max(64),
    text: z.string().max(4_096).openapi({ description: 'As it came in' }),
    receivedAt: instantSchema,
    networkTime: instantSchema.optional(),
    via: z.string().max(64).openapi({ description: 'The carrier that handed it in' }),
    understoodAs: z.string().max(64).optional(),
    outcome: z.string().max(64).optional(),
    policy: z.string().max(64),
    parser: z.string().max(64),
  })
  .openapi('KeptText', { description: 'A text that you sent, kept for disputes' });

export const recordSchema = z
  .object({
    format: z.literal(format),
    phoneNumber: phoneNumberSchema,
    at: instantSchema,
    position: positionSchema.openapi({ description: 'The number’s last entry then' }),
    policy: z.string().max(64),
    preferences: z.object(preferencesAnswerShape),
    consents: z.array(consentSchema).max(2 * permissionsMax),
    senderRefusals: z.array(refusalSchema).max(permissionsMax),
    waiting: z
      .object({
        waitsUntil: instantSchema,
        assertionId: z.string().max(128),
        preferences: z.object(preferencesAnswerShape).optional(),
        occurredAt: instantSchema.optional(),
      })
      .optional()
      .openapi({ description: 'What a carrier asserted and does not bind yet' }),
    line: z.object({
      heldSince: instantSchema.optional().openapi({ description: 'As a carrier reported it' }),
      servingCarrier: z.string().max(64).optional().openapi({ description: 'Where the number was ported' }),
    }),
    language: z.string().max(35).optional().openapi({ description: 'In which your texts are answered' }),
    sessions: z.array(z.object({ expiresAt: instantSchema })).max(rowsMax),
    history: z.array(historyEntrySchema).max(rowsMax).openapi({ description: 'Newest first' }),
    texts: z.array(keptText).max(rowsMax),
  })
  .openapi('SubscriberRecord', { description: 'Everything that the registry holds of the number and its holder' });

const route = subscriberRoute({
  method: 'get',
  path: '/v1/subscriber/record',
  operationId: 'readOwnRecord',
  summary: 'Download my data',
  description:
    'One JSON document, sent as it is read: an answer that ends early is not whole. What is only kept hashed, as codes and counters are, is not in it. Ten times a day.',
  request: {},
  answers: { 200: recordSchema },
});

export function recordRoute(app: ApiApp): void {
  mount(app, route, async (c) => {
    const { shard } = c.get('registry');
    const parts = written(shard.logIdOf(subscriberOf(c).number), await readOwnData(c.get('registry'), subscriberOf(c)));
    return new Response(streamed(c, parts), {
      status: 200,
      headers: {
        'content-type': 'application/json',
        'content-disposition': 'attachment; filename="do-not-disturb.json"',
        'cache-control': 'no-store',
        'x-correlator': c.get('correlator'),
      },
    });
  });
}

async function* written(logId: string, data: OwnData): AsyncGenerator<string, void> {
  const { number, at, position, policyId, preferences, consents, senderRefusals, pending, line, language } = data;
  const head = {
    format,
    phoneNumber: formatPhoneNumber(number),
    at: formatInstant(at),
    position: formatPosition(logId, position),
    policy: policyId,
    preferences: wirePreferences(preferences),
    consents: consents.map(wireConsent),
    senderRefusals: senderRefusals.map(wireRefusal),
    waiting: pending === undefined ? undefined : wireWaiting(pending),
    line: {
      heldSince: line.heldSince === undefined ? undefined : formatInstant(line.heldSince),
      servingCarrier: line.servingCarrier,
    },
    language,
    sessions: data.sessions.map(({ expiresAt }) => ({ expiresAt: formatInstant(expiresAt) })),
  };
  yield `${JSON.stringify(head).slice(0, -1)},"history":`;
  yield* array(data.history, (row) => wireHistoryEntry(logId, row));
  yield ',"texts":';
  yield* array(data.texts, ({ to, text, receivedAt, networkTime, via, understoodAs, outcome, policy, parser }) => {
    return { to, text, receivedAt, networkTime, via, understoodAs, outcome, policy, parser };
  });
  yield '}';
}

async function* array<T>(items: AsyncIterable<T>, wire: (item: T) => object): AsyncGenerator<string, void> {
  let before = '[';
  for await (const item of items) {
    yield before + JSON.stringify(wire(item));
    before = ',';
  }
  yield before === '[' ? '[]' : ']';
}

/** Read on as it is taken; what fails then breaks the connection off. */
function streamed(c: ApiContext, parts: AsyncGenerator<string, void>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { value, done } = await parts.next();
        if (done === true) controller.close();
        else controller.enqueue(encoder.encode(value));
      } catch (error) {
        c.env?.breakOff?.();
        controller.error(error);
      }
    },
    async cancel() {
      await parts.return();
    },
  });
}
