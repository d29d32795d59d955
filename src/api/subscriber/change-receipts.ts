import { z } from '@hono/zod-openapi';
import type { Position } from '../../core/change.ts';
import { Fault } from '../../core/fault.ts';
import { parsePosition } from '../../registry/position.ts';
import { makeChangeReceipt } from '../../registry/rights/make-change-receipt.ts';
import { type ApiContext, subscriberOf } from '../context.ts';
import { type ApiApp, mount } from '../mount.ts';
import { positionSchema } from '../number-wire.ts';
import { reply, replyEmpty } from '../reply.ts';
import { subscriberRoute } from '../route.ts';

const token = 'change-receipt';

/** Part of `request.headers` of every route that changes something. */
export const preferShape = {
  prefer: z
    .string()
    .max(256)
    .optional()
    .openapi({
      description: `\`${token}\` (RFC 7240): where something was changed, its receipt is in the answer, as \`receipt\``,
      example: token,
    }),
};

export const receiptSchema = z.string().max(524_288).openapi({
  description: 'Compact JWS of type `dnd-change+jwt`: the signed proof of one change, which does not run out',
});

/** Part of every answer about a change. */
export const receiptShape = { receipt: receiptSchema.optional() };

const asked = z
  .strictObject({ position: positionSchema })
  .openapi('HistoryPlace', { description: 'An entry of the history' });

const answer = z
  .object({ receipt: receiptSchema })
  .openapi('ChangeReceipt', { description: 'To keep: it holds also when the entry is erased' });

/** The answer of a change that has nothing else to tell. */
export const receiptAlone = answer;

const route = subscriberRoute({
  method: 'post',
  path: '/v1/subscriber/history/receipts',
  operationId: 'makeChangeReceipt',
  summary: 'A signed receipt of one entry of the history',
  description: 'Anyone can check it at /v1/receipts/verify, or with any JOSE library.',
  request: { body: { required: true, content: { 'application/json': { schema: asked } } } },
  answers: { 200: answer },
  faults: [404],
});

export function changeReceiptsRoute(app: ApiApp): void {
  mount(app, route, async (c) => {
    const registry = c.get('registry');
    const position = givenPosition(c, c.req.valid('json').position);
    return reply(c, 200, { receipt: await makeChangeReceipt(registry, subscriberOf(c), { position }) });
  });
}

/** The body of a request that names one entry. */
export const historyPlaceSchema = asked;

/** The log that the entries of the subscriber's number are in. */
export function ownLogId(c: ApiContext): string {
  return c.get('registry').shard.logIdOf(subscriberOf(c).number);
}

/** Fault NOT_FOUND where it is a position of another log, which has none of his changes; else INVALID_ARGUMENT. */
export function givenPosition(c: ApiContext, text: string): Position {
  const position = parsePosition(ownLogId(c), text);
  if (position !== undefined) return position;
  if (c.get('registry').shard.logs.some(({ logId }) => parsePosition(logId, text) !== undefined)) {
    throw new Fault('NOT_FOUND', 'your history has no such change', { field: 'position' });
  }
  throw new Fault('INVALID_ARGUMENT', 'not a position of this log', { field: 'position' });
}

/** What goes into the answer of a change, and into its headers: nothing unless it was asked for and there was one. */
export interface ReceiptPart {
  readonly body: { readonly receipt?: string };
  readonly headers: Readonly<Record<string, string>>;
}

/** The change is done: where its receipt cannot be signed now, it is to be had later. */
export async function receiptPart(
  c: ApiContext,
  { changed, position }: { readonly changed: boolean; readonly position: Position },
): Promise<ReceiptPart> {
  if (!changed || !wantsReceipt(c)) return { body: {}, headers: {} };
  try {
    const receipt = await makeChangeReceipt(c.get('registry'), subscriberOf(c), { position });
    return { body: { receipt }, headers: { 'preference-applied': token } };
  } catch (error) {
    if (error instanceof Fault && (error.code === 'UNAVAILABLE' || error.code === 'NOT_FOUND')) {
      return { body: {}, headers: {} };
    }
    throw error;
  }
}

/** 204, or 200 with the receipt that was asked for. */
export async function replyReceipt(
  c: ApiContext,
  change: { readonly changed: boolean; readonly position: Position },
): Promise<Response> {
  const { body, headers } = await receiptPart(c, change);
  return body.receipt === undefined ? replyEmpty(c) : reply(c, 200, body, headers);
}

function wantsReceipt(c: ApiContext): boolean {
  const preferences = c.req.header('prefer')?.split(',') ?? [];
  return preferences.some((one) => /^change-receipt\s*(?:;|$)/i.test(one.trim()));
}
