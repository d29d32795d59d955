import { z } from '@hono/zod-openapi';
import { addOrganisationKey } from '../../registry/organisations/add-organisation-key.ts';
import { admitOrganisation } from '../../registry/organisations/admit-organisation.ts';
import { changeOrganisation } from '../../registry/organisations/change-organisation.ts';
import { keysMax } from '../../registry/organisations/client-key.ts';
import { listOrganisations, readOrganisation } from '../../registry/organisations/read-organisations.ts';
import { withdrawOrganisationKey } from '../../registry/organisations/withdraw-organisation-key.ts';
import { organisationOf } from '../context.ts';
import { idempotencyHeaders, idempotent } from '../idempotency.ts';
import { type ApiApp, mount } from '../mount.ts';
import { nextSchema, pageMax, pageQuery } from '../page-wire.ts';
import { reply } from '../reply.ts';
import { organisationRoute } from '../route.ts';
import { expectedPosition, ifMatchHeaders } from './if-match.ts';
import {
  givenInstantSchema,
  givenKeySchema,
  kidSchema,
  nameSchema,
  organisationBody,
  organisationIdSchema,
  organisationSchema,
  replyOrganisation,
  roleSchema,
  termsShape,
} from './organisation-wire.ts';

const scope = 'dnd:organisations:manage';
const params = z.object({ organisationId: organisationIdSchema });

const admission = z
  .strictObject({
    organisationId: organisationIdSchema.optional().openapi({ description: 'Made up where absent' }),
    name: nameSchema,
    role: roleSchema,
    ...termsShape,
    reportsSince: givenInstantSchema.optional().openapi({
      description: 'Carriers only: since when every disconnection is reported; absent: not all are',
    }),
    jwks: z.strictObject({ keys: z.array(givenKeySchema).min(1).max(keysMax) }),
  })
  .openapi('OrganisationAdmission');

const admit = organisationRoute(scope, {
  method: 'post',
  path: '/v1/organisations',
  operationId: 'admitOrganisation',
  summary: 'Admit an organisation',
  description: 'Active at once, with all scopes of its role unless fewer are named. Send public keys only.',
  request: {
    headers: idempotencyHeaders,
    body: { required: true, content: { 'application/json': { schema: admission } } },
  },
  answers: { 201: organisationSchema },
  faults: [409],
  around: [idempotent('admitOrganisation')],
  maxBodyBytes: 131_072,
});

const change = organisationRoute(scope, {
  method: 'patch',
  path: '/v1/organisations/{organisationId}',
  operationId: 'changeOrganisation',
  summary: 'Change, suspend or reinstate an organisation',
  description:
    'What is absent stays. A suspension binds the next request of the organisation, whatever tokens it holds. An operator cannot shut itself out.',
  request: {
    params,
    headers: ifMatchHeaders,
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z
            .strictObject({
              name: nameSchema.optional(),
              status: z.enum(['ACTIVE', 'SUSPENDED']).optional(),
              ...termsShape,
              reportsSince: givenInstantSchema.nullable().optional(),
            })
            .openapi('OrganisationChange'),
        },
      },
    },
  },
  answers: { 200: organisationSchema },
  faults: [404, 409, 412, 428],
  maxBodyBytes: 65_536,
});

const addKey = organisationRoute(scope, {
  method: 'post',
  path: '/v1/organisations/{organisationId}/keys',
  operationId: 'addOrganisationKey',
  summary: 'Add a key, beside those that are in use',
  description: 'To rotate without an outage: add the new key, let the organisation use it, withdraw the old one.',
  request: {
    params,
    headers: idempotencyHeaders,
    body: {
      required: true,
      content: {
        'application/json': { schema: z.strictObject({ jwk: givenKeySchema }).openapi('OrganisationKeyAddition') },
      },
    },
  },
  answers: { 201: organisationSchema },
  faults: [404, 409],
  around: [idempotent('addOrganisationKey')],
});

const withdrawKey = organisationRoute(scope, {
  method: 'delete',
  path: '/v1/organisations/{organisationId}/keys/{kid}',
  operationId: 'withdrawOrganisationKey',
  summary: 'Withdraw a key',
  description: 'From the next request on it obtains no token, and the tokens that it obtained are refused.',
  request: { params: params.extend({ kid: kidSchema }) },
  answers: { 200: organisationSchema },
  faults: [404, 409],
});

const read = organisationRoute(scope, {
  method: 'get',
  path: '/v1/organisations/{organisationId}',
  operationId: 'readOrganisation',
  summary: 'An organisation as it stands',
  request: { params },
  answers: { 200: organisationSchema },
  faults: [404],
});

const list = organisationRoute(scope, {
  method: 'get',
  path: '/v1/organisations',
  operationId: 'listOrganisations',
  summary: 'Organisations by id',
  description: 'Pages are told apart by `after`, not by number: nothing is shown twice or missed while the list grows.',
  request: { query: pageQuery },
  answers: {
    200: z
      .object({ organisations: z.array(organisationSchema).max(pageMax), next: nextSchema })
      .openapi('OrganisationPage'),
  },
});

export function organisationRoutes(app: ApiApp): void {
  mount(app, admit, async (c) => {
    const { jwks, ...input } = c.req.valid('json');
    const admitted = await admitOrganisation(c.get('registry'), organisationOf(c), { ...input, keys: jwks.keys });
    return replyOrganisation(c, 201, admitted);
  });
  mount(app, change, async (c) => {
    const input = { ...c.req.valid('param'), ...c.req.valid('json'), expected: expectedPosition(c) };
    return replyOrganisation(c, 200, await changeOrganisation(c.get('registry'), organisationOf(c), input));
  });
  mount(app, addKey, async (c) => {
    const input = { ...c.req.valid('param'), ...c.req.valid('json') };
    return replyOrganisation(c, 201, await addOrganisationKey(c.get('registry'), organisationOf(c), input));
  });
  mount(app, withdrawKey, async (c) => {
    const withdrawn = await withdrawOrganisationKey(c.get('registry'), organisationOf(c), c.req.valid('param'));
    return replyOrganisation(c, 200, withdrawn);
  });
  mount(app, read, (c) =>
    replyOrganisation(c, 200, readOrganisation(c.get('registry'), organisationOf(c), c.req.valid('param'))),
  );
  mount(app, list, (c) => {
    const { items, next } = listOrganisations(c.get('registry'), organisationOf(c), c.req.valid('query'));
    return reply(c, 200, { organisations: items.map(({ document }) => organisationBody(document)), next });
  });
}
