import { z } from '@hono/zod-openapi';
import { formatPosition } from '../../registry/position.ts';
import { entityTag } from '../../registry/preferences/entity-tag.ts';
import { type PreferencesAt, readPreferences } from '../../registry/preferences/read-preferences.ts';
import { type PreferencesSet, setPreferences } from '../../registry/preferences/set-preferences.ts';
import { type ApiContext, subscriberOf } from '../context.ts';
import { type ApiApp, mount } from '../mount.ts';
import {
  baseSchema,
  cellsSchema,
  choiceSchema,
  idSchema,
  idsSchema,
  positionSchema,
  preferencesAnswerShape,
  preferencesShape,
  wirePreferences,
} from '../number-wire.ts';
import { reply } from '../reply.ts';
import { subscriberRoute } from '../route.ts';
import { ownLogId, preferShape, type ReceiptPart, receiptPart, receiptShape } from './change-receipts.ts';

const path = '/v1/subscriber/preferences';

const replacement = z
  .strictObject({
    ...preferencesShape,
    position: positionSchema.optional().openapi({ description: 'As read; If-Match is what counts' }),
    ...receiptShape,
  })
  .openapi('PreferencesReplacement', { description: 'The whole set; what is absent is not chosen' });

const choicesPatch = z.record(idSchema, choiceSchema.nullable()).nullable().optional();

const patch = z
  .strictObject({
    base: baseSchema.nullable().optional(),
    categories: choicesPatch,
    channels: choicesPatch,
    cells: cellsSchema.nullable().optional(),
    refusedBands: idsSchema.nullable().optional(),
    refusedDayTypes: idsSchema.nullable().optional(),
  })
  .openapi('PreferencesPatch', { description: 'RFC 7396: what is absent stays, null takes a choice back' });

const answer = z
  .object({ ...preferencesAnswerShape, position: positionSchema, ...receiptShape })
  .openapi('Preferences', { description: 'As they stand; the ETag is for If-Match' });

const precondition = z.object({
  ...preferShape,
  'if-match': z.string().max(256).optional().openapi({
    description: 'Required: the ETag that was read, or `*`',
    example: '"log:42"',
  }),
});

const readRoute = subscriberRoute({
  method: 'get',
  path,
  operationId: 'readPreferences',
  summary: 'What this number refuses and allows',
  request: {},
  answers: { 200: answer },
});

const replaceRoute = subscriberRoute({
  method: 'put',
  path,
  operationId: 'replacePreferences',
  summary: 'Set all preferences anew',
  description: '`{"base":"REFUSE_ALL"}` refuses everything. Without If-Match: 428; where it names another state: 412.',
  request: {
    headers: precondition,
    body: { required: true, content: { 'application/json': { schema: replacement } } },
  },
  answers: { 200: answer },
  faults: [409, 412, 428],
});

const patchRoute = subscriberRoute({
  method: 'patch',
  path,
  operationId: 'patchPreferences',
  summary: 'Change single preferences',
  description: 'JSON merge patch. An exception to REFUSE_ALL needs `base` REFUSE_EXCEPT in the same patch, else 409.',
  request: {
    headers: precondition,
    body: {
      required: true,
      content: { 'application/merge-patch+json': { schema: patch }, 'application/json': { schema: patch } },
    },
  },
  answers: { 200: answer },
  faults: [409, 412, 428],
});

export function preferencesRoutes(app: ApiApp): void {
  mount(app, readRoute, async (c) => replyPreferences(c, await readPreferences(c.get('registry'), subscriberOf(c))));
  mount(app, replaceRoute, async (c) => {
    const { position: _asRead, receipt: _kept, ...replace } = c.req.valid('json');
    const ifMatch = c.req.header('if-match');
    return replySet(c, await setPreferences(c.get('registry'), subscriberOf(c), { ifMatch, replace }));
  });
  mount(app, patchRoute, async (c) => {
    const input = { ifMatch: c.req.header('if-match'), patch: c.req.valid('json') };
    return replySet(c, await setPreferences(c.get('registry'), subscriberOf(c), input));
  });
}

async function replySet(c: ApiContext, set: PreferencesSet): Promise<Response> {
  return replyPreferences(c, set, await receiptPart(c, set));
}

function replyPreferences(c: ApiContext, { preferences, position }: PreferencesAt, part?: ReceiptPart): Response {
  const logId = ownLogId(c);
  const body = { ...wirePreferences(preferences), position: formatPosition(logId, position), ...part?.body };
  return reply(c, 200, body, { etag: entityTag(logId, position), ...part?.headers });
}
