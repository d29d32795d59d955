import { z } from '@hono/zod-openapi';
import { receiveText } from '../../registry/texts/receive-text.ts';
import { organisationOf } from '../context.ts';
import { idempotencyHeaders, idempotent } from '../idempotency.ts';
import { type ApiApp, mount } from '../mount.ts';
import { givenInstant, givenInstantSchema } from '../number-wire.ts';
import { reply } from '../reply.ts';
import { organisationRoute } from '../route.ts';

/** Ten messages joined (3GPP TS 23.040), and room. */
const textMax = 2_000;

const request = z
  .strictObject({
    from: z.string().max(32).openapi({ description: 'Who sent it', example: '+8613800138000' }),
    to: z.string().min(1).max(64).openapi({
      description: 'Where it was sent: a number of the registry, or what a sender is known by',
      example: '10086',
    }),
    text: z.string().max(textMax).openapi({ description: 'As it was sent, decoded', example: 'KTFSR' }),
    networkTime: givenInstantSchema.optional().openapi({ description: 'When your network took it' }),
    messageId: z.string().min(1).max(128).openapi({
      description: 'Yours, one for each text: the same again does nothing',
      example: 'smsc-2-000017',
    }),
  })
  .openapi('InboundText');

const answer = z
  .object({
    status: z.enum(['RECEIVED', 'DUPLICATE']),
    understoodAs: z.string().max(32).openapi({ description: 'What the text asks for; UNKNOWN: nothing that is known' }),
  })
  .openapi('InboundTextAnswer', { description: 'Whoever sent the text is told by text what it came to' });

const route = organisationRoute('dnd:inbound-texts:write', {
  method: 'post',
  path: '/v1/inbound-texts',
  operationId: 'receiveText',
  summary: 'Hand in a text that a subscriber sent',
  description:
    'To a number of the registry: the words of the policy (`texts`). To a sender’s number: STOP and its like shut that brand out. What loosens protection waits for a YES with the code of the reply. Of numbers that you do not serve every wish waits for a code. A text that took long to arrive may only refuse.',
  request: {
    headers: idempotencyHeaders,
    body: { required: true, content: { 'application/json': { schema: request } } },
  },
  answers: { 200: answer },
  faults: [404, 409, 422],
  around: [idempotent('receiveText')],
});

export function inboundTextsRoute(app: ApiApp): void {
  mount(app, route, async (c) => {
    const { networkTime: text, ...input } = c.req.valid('json');
    const networkTime = text === undefined ? undefined : givenInstant('networkTime', text);
    const { status, understoodAs } = await receiveText(c.get('registry'), organisationOf(c), { ...input, networkTime });
    return reply(c, 200, { status, understoodAs });
  });
}
