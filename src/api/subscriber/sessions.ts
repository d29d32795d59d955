import { z } from '@hono/zod-openapi';
import { formatInstant } from '../../core/time.ts';
import { closeSession } from '../../registry/access/close-session.ts';
import { openSession } from '../../registry/access/open-session.ts';
import { clientAddressOf } from '../client-address.ts';
import { subscriberOf } from '../context.ts';
import { bearerOf } from '../guard.ts';
import { type ApiApp, mount } from '../mount.ts';
import { instantSchema } from '../number-wire.ts';
import { reply, replyEmpty } from '../reply.ts';
import { publicRoute, subscriberRoute } from '../route.ts';
import { phoneNumberSchema } from '../sender/wire.ts';

const request = z
  .strictObject({
    phoneNumber: phoneNumberSchema,
    code: z
      .string()
      .max(6)
      .regex(/^[0-9]{6}$/, 'not a code')
      .openapi({ example: '048213' }),
  })
  .openapi('SessionRequest');

const answer = z
  .object({
    token: z.string().max(64).openapi({ description: 'Bearer token of the other subscriber operations' }),
    expiresAt: instantSchema,
  })
  .openapi('Session', { description: 'Open for 30 minutes, or until it is closed' });

const openRoute = publicRoute({
  method: 'post',
  path: '/v1/subscriber/sessions',
  operationId: 'openSession',
  summary: 'Open a session with a one-time code',
  description:
    'One code opens one session, within five tries from the network that asked for it. 401 for a wrong, a spent and an expired code alike: ask for a new one.',
  request: { body: { required: true, content: { 'application/json': { schema: request } } } },
  answers: { 201: answer },
  faults: [401, 409],
});

const closeRoute = subscriberRoute({
  method: 'delete',
  path: '/v1/subscriber/sessions/current',
  operationId: 'closeSession',
  summary: 'Close the session of this token',
  request: {},
  answers: { 204: null },
});

export function sessionsRoutes(app: ApiApp): void {
  mount(app, openRoute, async (c) => {
    const attempt = { ...c.req.valid('json'), clientAddress: clientAddressOf(c) };
    const { token, expiresAt } = await openSession(c.get('registry'), attempt);
    return reply(c, 201, { token, expiresAt: formatInstant(expiresAt) });
  });
  mount(app, closeRoute, async (c) => {
    await closeSession(c.get('registry'), subscriberOf(c), bearerOf(c.req.header('authorization')));
    return replyEmpty(c);
  });
}
