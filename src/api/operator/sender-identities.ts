import { z } from '@hono/zod-openapi';
import type { Position } from '../../core/change.ts';
import type { SenderIdentityDocument } from '../../core/sender-identity.ts';
import { formatInstant } from '../../core/time.ts';
import { agentsMax, authoriseAgent } from '../../registry/organisations/authorise-agent.ts';
import { changeSenderIdentity } from '../../registry/organisations/change-sender-identity.ts';
import { listSenderIdentities, readSenderIdentity } from '../../registry/organisations/read-sender-identities.ts';
import {
  registerSenderIdentity,
  senderIdMax,
  senderIdPattern,
} from '../../registry/organisations/register-sender-identity.ts';
import { withdrawAgent } from '../../registry/organisations/withdraw-agent.ts';
import { entityTag } from '../../registry/preferences/entity-tag.ts';
import { type ApiContext, organisationOf } from '../context.ts';
import { idempotencyHeaders, idempotent } from '../idempotency.ts';
import { type ApiApp, mount } from '../mount.ts';
import { nextSchema, pageMax, pageQuery } from '../page-wire.ts';
import { reply } from '../reply.ts';
import { organisationRoute } from '../route.ts';
import { expectedPosition, ifMatchHeaders } from './if-match.ts';
import { givenInstantSchema, instantSchema, organisationIdSchema } from './organisation-wire.ts';

const scope = 'dnd:senders:manage';

/** For the document: what every dialect of expressions reads alike, and flags have no part in. */
const portablePattern = '^(?!\\.{1,2}$)[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]{1,64}$';

const senderIdSchema = z.string().min(1).max(senderIdMax).regex(senderIdPattern, 'not a sender identity').openapi({
  description: 'Exactly as the called person sees it; percent-encoded in a path. No invisible character',
  example: '【示例】',
  pattern: portablePattern,
});

const params = z.object({ senderId: senderIdSchema });

const categoriesSchema = z
  .array(z.string().max(64))
  .min(1)
  .max(64)
  .openapi({ description: 'Industry categories of the policy that it may send in', example: ['FIN_CREDIT'] });

const agentSchema = z
  .strictObject({
    organisationId: organisationIdSchema,
    from: givenInstantSchema.optional().openapi({ description: 'Now where absent' }),
    until: givenInstantSchema.optional().openapi({ description: 'First instant without leave; absent: for good' }),
  })
  .openapi('AgentAuthorisation');

const kindSchema = z.enum(['HEADER', 'SIGNATURE', 'CALLING_NUMBER']);
const statusSchema = z.enum(['ACTIVE', 'SUSPENDED']);

const identitySchema = z
  .object({
    senderId: senderIdSchema,
    kind: kindSchema,
    brand: organisationIdSchema,
    categories: categoriesSchema,
    status: statusSchema,
    agents: z
      .array(
        z.object({
          organisationId: organisationIdSchema,
          from: instantSchema,
          until: instantSchema.optional(),
        }),
      )
      .max(agentsMax),
  })
  .openapi('SenderIdentity', { description: 'A sender identity as it stands; `ETag` names that state' });

const register = organisationRoute(scope, {
  method: 'post',
  path: '/v1/sender-identities',
  operationId: 'registerSenderIdentity',
  summary: 'Register what the called person sees as one brand’s',
  request: {
    headers: idempotencyHeaders,
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z
            .strictObject({
              senderId: senderIdSchema,
              kind: kindSchema,
              brand: organisationIdSchema,
              categories: categoriesSchema,
              agents: z.array(agentSchema).max(agentsMax).optional(),
            })
            .openapi('SenderIdentityRegistration'),
        },
      },
    },
  },
  answers: { 201: identitySchema },
  faults: [409],
  around: [idempotent('registerSenderIdentity')],
  maxBodyBytes: 131_072,
});

const change = organisationRoute(scope, {
  method: 'patch',
  path: '/v1/sender-identities/{senderId}',
  operationId: 'changeSenderIdentity',
  summary: 'Change, suspend or reinstate a sender identity',
  description: 'What is absent stays. Binds the next lookup.',
  request: {
    params,
    headers: ifMatchHeaders,
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z
            .strictObject({ status: statusSchema.optional(), categories: categoriesSchema.optional() })
            .openapi('SenderIdentityChange'),
        },
      },
    },
  },
  answers: { 200: identitySchema },
  faults: [404, 412, 428],
});

const authorise = organisationRoute(scope, {
  method: 'post',
  path: '/v1/sender-identities/{senderId}/agents',
  operationId: 'authoriseAgent',
  summary: 'Let an organisation send under it',
  request: {
    params,
    headers: idempotencyHeaders,
    body: { required: true, content: { 'application/json': { schema: agentSchema } } },
  },
  answers: { 201: identitySchema },
  faults: [404, 409],
  around: [idempotent('authoriseAgent')],
});

const withdraw = organisationRoute(scope, {
  method: 'delete',
  path: '/v1/sender-identities/{senderId}/agents/{organisationId}',
  operationId: 'withdrawAgent',
  summary: 'End an organisation’s leave to send under it',
  request: { params: params.extend({ organisationId: organisationIdSchema }) },
  answers: { 200: identitySchema },
  faults: [404],
});

const read = organisationRoute(scope, {
  method: 'get',
  path: '/v1/sender-identities/{senderId}',
  operationId: 'readSenderIdentity',
  summary: 'A sender identity as it stands',
  request: { params },
  answers: { 200: identitySchema },
  faults: [404],
});

const list = organisationRoute(scope, {
  method: 'get',
  path: '/v1/sender-identities',
  operationId: 'listSenderIdentities',
  summary: 'Sender identities by id',
  description: 'Pages are told apart by `after`, not by number: nothing is shown twice or missed while the list grows.',
  request: { query: pageQuery },
  answers: {
    200: z
      .object({ senderIdentities: z.array(identitySchema).max(pageMax), next: nextSchema })
      .openapi('SenderIdentityPage'),
  },
});

export function senderIdentityRoutes(app: ApiApp): void {
  mount(app, register, async (c) =>
    replyIdentity(c, 201, await registerSenderIdentity(c.get('registry'), organisationOf(c), c.req.valid('json'))),
  );
  mount(app, change, async (c) => {
    const input = { ...c.req.valid('param'), ...c.req.valid('json'), expected: expectedPosition(c) };
    return replyIdentity(c, 200, await changeSenderIdentity(c.get('registry'), organisationOf(c), input));
  });
  mount(app, authorise, async (c) => {
    const input = { ...c.req.valid('param'), ...c.req.valid('json') };
    return replyIdentity(c, 201, await authoriseAgent(c.get('registry'), organisationOf(c), input));
  });
  mount(app, withdraw, async (c) =>
    replyIdentity(c, 200, await withdrawAgent(c.get('registry'), organisationOf(c), c.req.valid('param'))),
  );
  mount(app, read, (c) =>
    replyIdentity(c, 200, readSenderIdentity(c.get('registry'), organisationOf(c), c.req.valid('param'))),
  );
  mount(app, list, (c) => {
    const { items, next } = listSenderIdentities(c.get('registry'), organisationOf(c), c.req.valid('query'));
    return reply(c, 200, { senderIdentities: items.map(({ document }) => identityBody(document)), next });
  });
}

function identityBody({ agents, ...rest }: SenderIdentityDocument) {
  const agentBodies = agents.map(({ organisationId, from, until }) => {
    const end = until === undefined ? {} : { until: formatInstant(until) };
    return { organisationId, from: formatInstant(from), ...end };
  });
  return { ...rest, agents: agentBodies };
}

function replyIdentity(
  c: ApiContext,
  status: 200 | 201,
  { document, position }: { readonly document: SenderIdentityDocument; readonly position: Position },
): Response {
  const location = { location: `/v1/sender-identities/${encodeURIComponent(document.senderId)}` };
  return reply(c, status, identityBody(document), {
    etag: entityTag(c.get('registry').logId, position),
    ...(status === 201 ? location : {}),
  });
}
