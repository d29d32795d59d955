import { z } from '@hono/zod-openapi';
import { formatInstant } from '../../core/time.ts';
import { markKeyCompromised } from '../../registry/signing-keys/mark-key-compromised.ts';
import { readSigningKeys, type SigningKeysReport } from '../../registry/signing-keys/read-signing-keys.ts';
import { rotateSigningKeys } from '../../registry/signing-keys/rotate-signing-keys.ts';
import { organisationOf } from '../context.ts';
import { type ApiApp, mount } from '../mount.ts';
import { reply } from '../reply.ts';
import { organisationRoute } from '../route.ts';
import { instantSchema, kidSchema } from './organisation-wire.ts';

const scope = 'dnd:keys:manage';

export const signingKeysSchema = z
  .object({
    keys: z
      .array(
        z
          .object({
            kid: kidSchema,
            status: z.enum(['NEXT', 'CURRENT', 'RETIRED', 'COMPROMISED']),
            createdAt: instantSchema,
            since: instantSchema.openapi({ description: 'Since when it has the status' }),
          })
          .openapi('SigningKey'),
      )
      .max(10_000),
    rotation: z.object({
      due: z.boolean().openapi({ description: 'The current key has signed for its whole lifetime' }),
      dueAt: instantSchema.optional(),
      possibleAt: instantSchema
        .optional()
        .openapi({ description: 'From then on every verifier’s copy holds the next key' }),
    }),
  })
  .openapi('SigningKeys', { description: 'The registry’s own keys; their public halves are in the JWKS' });

const read = organisationRoute(scope, {
  method: 'get',
  path: '/v1/signing-keys',
  operationId: 'readSigningKeys',
  summary: 'The registry’s signing keys and when to rotate them',
  request: {},
  answers: { 200: signingKeysSchema },
});

const rotate = organisationRoute(scope, {
  method: 'post',
  path: '/v1/signing-keys/rotate',
  operationId: 'rotateSigningKeys',
  summary: 'Sign with the next key from now on',
  description:
    'Refused with 412 and `Retry-After` while verifiers may not have fetched the next key yet, unless forced: no receipt is ever unverifiable.',
  request: {
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z.strictObject({ force: z.boolean().optional() }).openapi('SigningKeyRotation'),
        },
      },
    },
  },
  answers: { 200: signingKeysSchema },
  faults: [409, 412],
});

const markCompromised = organisationRoute(scope, {
  method: 'post',
  path: '/v1/signing-keys/mark-compromised',
  operationId: 'markKeyCompromised',
  summary: 'Publish a key as compromised',
  description:
    'Everything that it ever signed answers `KEY_COMPROMISED` from the next question on, access tokens included: yours too, if it signed them. It cannot be taken back.',
  request: {
    body: {
      required: true,
      content: { 'application/json': { schema: z.strictObject({ kid: kidSchema }).openapi('CompromisedKey') } },
    },
  },
  answers: { 200: signingKeysSchema },
  faults: [404, 409, 412],
});

export function signingKeyRoutes(app: ApiApp): void {
  mount(app, read, (c) => reply(c, 200, signingKeysBody(readSigningKeys(c.get('registry'), organisationOf(c)))));
  mount(app, rotate, async (c) => {
    const { force = false } = c.req.valid('json');
    await rotateSigningKeys(c.get('registry'), organisationOf(c), { force });
    return reply(c, 200, signingKeysBody(readSigningKeys(c.get('registry'), organisationOf(c))));
  });
  mount(app, markCompromised, async (c) => {
    await markKeyCompromised(c.get('registry'), organisationOf(c), c.req.valid('json'));
    return reply(c, 200, signingKeysBody(readSigningKeys(c.get('registry'), organisationOf(c))));
  });
}

export function signingKeysBody({ keys, rotation: { due, dueAt, possibleAt } }: SigningKeysReport) {
  return {
    keys: keys.map(({ kid, status, createdAt, since }) => ({
      kid,
      status,
      createdAt: formatInstant(createdAt),
      since: formatInstant(since),
    })),
    rotation: {
      due,
      ...(dueAt === undefined ? {} : { dueAt: formatInstant(dueAt) }),
      ...(possibleAt === undefined ? {} : { possibleAt: formatInstant(possibleAt) }),
    },
  };
}
