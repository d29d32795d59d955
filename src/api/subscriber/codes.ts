import { z } from '@hono/zod-openapi';
import { formatInstant } from '../../core/time.ts';
import { requestCode } from '../../registry/access/request-code.ts';
import { clientAddressOf } from '../client-address.ts';
import { type ApiApp, mount } from '../mount.ts';
import { instantSchema, languageSchema } from '../number-wire.ts';
import { reply } from '../reply.ts';
import { publicRoute } from '../route.ts';
import { phoneNumberSchema } from '../sender/wire.ts';

const request = z
  .strictObject({ phoneNumber: phoneNumberSchema, language: languageSchema.optional() })
  .openapi('CodeRequest');

const answer = z
  .object({ expiresAt: instantSchema })
  .openapi('CodeSent', { description: 'A code is on its way. The same answer for every number of the plan.' });

const route = publicRoute({
  method: 'post',
  path: '/v1/subscriber/codes',
  operationId: 'requestCode',
  summary: 'Text a one-time code to a number',
  description:
    'Six digits, for five minutes. A new code ends the one before. Limited by number, range, network and in total; beyond a limit 429 names it, with `Retry-After`. Who texts CODE from the line itself to the registry gets a code past these limits.',
  request: { body: { required: true, content: { 'application/json': { schema: request } } } },
  answers: { 202: answer },
  faults: [422],
});

export function codesRoute(app: ApiApp): void {
  mount(app, route, async (c) => {
    const { expiresAt } = await requestCode(c.get('registry'), {
      ...c.req.valid('json'),
      clientAddress: clientAddressOf(c),
    });
    return reply(c, 202, { expiresAt: formatInstant(expiresAt) });
  });
}
