import { z } from '@hono/zod-openapi';
import { organisationRoles } from '../../core/organisation.ts';
import { formatInstant, secondMs } from '../../core/time.ts';
import { personCookie, secretCookie, secretOf } from '../../http/secret-cookie.ts';
import { issueSignInLink } from '../../registry/access/issue-sign-in-link.ts';
import { redeemSignInLink } from '../../registry/access/redeem-sign-in-link.ts';
import { type PersonSession, signOut } from '../../registry/access/sign-in-session.ts';
import type { Registry } from '../../registry/registry.ts';
import { organisationOf } from '../context.ts';
import { type ApiApp, mount } from '../mount.ts';
import { reply, replyEmpty } from '../reply.ts';
import { anyOrganisationRoute, publicRoute, signInRoute } from '../route.ts';
import { instantSchema, organisationIdSchema } from './organisation-wire.ts';

const tokenSchema = z.string().min(1).max(64).openapi({ description: 'Good once, for ten minutes' });
const personSchema = z.string().min(1).max(100).openapi({ example: 'desk-7' });

const link = anyOrganisationRoute({
  method: 'post',
  path: '/v1/sign-in-links',
  operationId: 'issueSignInLink',
  summary: 'Let one person of yours sign in',
  description:
    'Hand the token to that person only. The answer is a secret: it is not kept, so an `Idempotency-Key` has no effect here.',
  request: {
    body: {
      required: true,
      content: {
        'application/json': { schema: z.strictObject({ person: personSchema }).openapi('SignInLinkRequest') },
      },
    },
  },
  answers: { 201: z.object({ token: tokenSchema, expiresAt: instantSchema }).openapi('SignInLink') },
});

const sessionSchema = z
  .object({
    person: personSchema,
    organisationId: organisationIdSchema,
    organisationName: z.string().max(100),
    role: z.enum(organisationRoles),
    expiresAt: instantSchema,
  })
  .openapi('SignInSession');

const open = publicRoute({
  method: 'post',
  path: '/v1/sign-in-sessions',
  operationId: 'openSignInSession',
  summary: 'Sign in with a link’s token',
  description:
    'Sets a session cookie for at most 8 hours, out of reach of scripts and of other sites. 401 where the token is wrong, spent or too old.',
  request: {
    body: {
      required: true,
      content: { 'application/json': { schema: z.strictObject({ token: tokenSchema }).openapi('SignInToken') } },
    },
  },
  answers: { 201: sessionSchema },
  faults: [401],
});

const current = signInRoute({
  method: 'get',
  path: '/v1/sign-in-sessions/current',
  operationId: 'readSignInSession',
  summary: 'Who is signed in',
  request: {},
  answers: { 200: sessionSchema },
});

const end = signInRoute({
  method: 'delete',
  path: '/v1/sign-in-sessions/current',
  operationId: 'endSignInSession',
  summary: 'Sign out',
  request: {},
  answers: { 204: null },
});

export function signInRoutes(app: ApiApp): void {
  mount(app, link, async (c) => {
    const { token, expiresAt } = await issueSignInLink(c.get('registry'), organisationOf(c), c.req.valid('json'));
    return reply(c, 201, { token, expiresAt: formatInstant(expiresAt) });
  });
  mount(app, open, async (c) => {
    const registry = c.get('registry');
    const { token, ...session } = await redeemSignInLink(registry, c.req.valid('json'));
    const maxAgeSec = Math.floor((session.expiresAt - registry.now()) / secondMs);
    return reply(c, 201, sessionBody(session), { 'set-cookie': sessionCookie(registry, token, maxAgeSec) });
  });
  mount(app, current, (c) => reply(c, 200, sessionBody(c.get('person'))));
  mount(app, end, async (c) => {
    const registry = c.get('registry');
    await signOut(registry, secretOf(c, registry, personCookie));
    return replyEmpty(c, { 'set-cookie': sessionCookie(registry, '', 0) });
  });
}

function sessionBody({ expiresAt, ...who }: PersonSession) {
  return { ...who, expiresAt: formatInstant(expiresAt) };
}

function sessionCookie(registry: Registry, value: string, maxAgeSec: number): string {
  return secretCookie(registry, { name: personCookie, value, maxAgeSec, sameSite: 'Strict' });
}
