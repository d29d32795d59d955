import { z } from '@hono/zod-openapi';
import { checkReadiness } from '../../registry/check-readiness.ts';
import { type ApiApp, mount } from '../mount.ts';
import { reply } from '../reply.ts';
import { publicRoute } from '../route.ts';

const health = z.object({ status: z.literal('OK') }).openapi('Health');

const alive = publicRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'checkHealth',
  summary: 'Does the process answer?',
  request: {},
  answers: { 200: health },
});

const ready = publicRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'checkReadiness',
  summary: 'Can questions be answered now?',
  description:
    '503 says what is missing: the store or its writer, a usable signing key, or the policy that the log names.',
  request: {},
  answers: { 200: health },
});

export function healthRoutes(app: ApiApp): void {
  mount(app, alive, (c) => reply(c, 200, { status: 'OK' }));
  mount(app, ready, async (c) => {
    await checkReadiness(c.get('registry'));
    return reply(c, 200, { status: 'OK' });
  });
}
