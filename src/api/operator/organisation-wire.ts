import { z } from '@hono/zod-openapi';
import type { Position } from '../../core/change.ts';
import { type ClientKey, type OrganisationDocument, organisationRoles, scopes } from '../../core/organisation.ts';
import { messageClasses } from '../../core/policy.ts';
import { abuseResponses, type QuotaName, quotaMax, quotaNames } from '../../core/quota.ts';
import { formatInstant } from '../../core/time.ts';
import { numberRangePattern, numberRangesMax } from '../../registry/numbers/number-ranges.ts';
import { organisationIdPattern } from '../../registry/organisations/admit-organisation.ts';
import { keysMax } from '../../registry/organisations/client-key.ts';
import { organisationNameMax } from '../../registry/organisations/organisation-terms.ts';
import { entityTag } from '../../registry/preferences/entity-tag.ts';
import type { ApiContext } from '../context.ts';
import { reply } from '../reply.ts';

export const organisationIdSchema = z
  .string()
  .max(63)
  .regex(organisationIdPattern, 'not an organisation id')
  .openapi({ description: 'Its OAuth client id', example: 'callcentre-north' });

export const kidSchema = z.string().min(1).max(128);
export const instantSchema = z.iso.datetime().max(24);
export const givenInstantSchema = z.iso.datetime({ offset: true, message: 'not a time: RFC 3339 with a zone' }).max(40);

const member = z.string().max(2_048).optional();

/** RFC 7517 4: members that are not understood are ignored, but a private one is refused by name. */
export const givenKeySchema = z
  .looseObject({
    kty: z.enum(['EC', 'OKP', 'RSA']),
    kid: kidSchema.optional().openapi({ description: 'The RFC 7638 thumbprint where absent' }),
    crv: z.enum(['P-256', 'Ed25519']).optional(),
    x: member,
    y: member,
    n: member,
    e: z.string().max(16).optional(),
    alg: z.enum(['ES256', 'PS256', 'EdDSA', 'Ed25519']).optional(),
    use: z.enum(['sig']).optional(),
  })
  .openapi('PublicJwk', { description: 'Public key: P-256, Ed25519, or RSA of 2048 to 8192 bits' });

const quotaSchema = z.int().min(1).max(quotaMax);
const quotasOf = <S extends z.ZodType>(schema: S) =>
  Object.fromEntries(quotaNames.map((name) => [name, schema])) as Record<QuotaName, S>;

/** What may be said when an organisation is admitted and later. */
export const termsShape = {
  scopes: z.array(z.enum(scopes)).max(scopes.length).optional(),
  admittedClasses: z
    .array(z.enum(messageClasses))
    .max(messageClasses.length)
    .optional()
    .openapi({ description: 'Message classes that need admission and that it may claim' }),
  numberRanges: z
    .array(z.string().max(14).regex(numberRangePattern, 'not a number range'))
    .max(numberRangesMax)
    .optional()
    .openapi({ description: 'Carriers only: leading digits, country calling code first', example: ['86139'] }),
  quotas: z
    .strictObject(quotasOf(quotaSchema.nullable().optional()))
    .optional()
    .openapi({ description: 'Of its own; null: as for others of its role', example: { lookupsPerMinute: 6_000 } }),
  abuseResponse: z
    .enum(abuseResponses)
    .optional()
    .openapi({ description: 'SLOW_DOWN: on a day with a signal of abuse its quotas for questions are a tenth' }),
};

export const nameSchema = z.string().min(1).max(organisationNameMax).openapi({ example: 'Northern Call Centre' });
export const roleSchema = z.enum(organisationRoles);

const clientKeySchema = z
  .object({
    kid: kidSchema,
    jwk: z.object({
      kty: z.enum(['EC', 'OKP', 'RSA']),
      crv: z.enum(['P-256', 'Ed25519']).optional(),
      x: member,
      y: member,
      n: member,
      e: z.string().max(16).optional(),
    }),
    addedAt: instantSchema,
    withdrawnAt: instantSchema.optional(),
  })
  .openapi('OrganisationKey');

export const organisationSchema = z
  .object({
    organisationId: organisationIdSchema,
    name: nameSchema,
    role: roleSchema,
    status: z.enum(['ACTIVE', 'SUSPENDED']),
    scopes: z.array(z.enum(scopes)).max(scopes.length),
    admittedClasses: z.array(z.enum(messageClasses)).max(messageClasses.length),
    numberRanges: z.array(z.string().max(14)).max(numberRangesMax),
    reportsSince: instantSchema.optional(),
    quotas: z.object(quotasOf(quotaSchema.optional())).optional(),
    abuseResponse: z.enum(abuseResponses).optional(),
    keys: z.array(clientKeySchema).max(keysMax),
    demo: z.literal(true).optional(),
  })
  .openapi('Organisation', { description: 'An organisation as it stands; `ETag` names that state' });

export function organisationBody({ keys, reportsSince, ...rest }: OrganisationDocument) {
  return {
    ...rest,
    ...(reportsSince === undefined ? {} : { reportsSince: formatInstant(reportsSince) }),
    keys: keys.map(keyBody),
  };
}

function keyBody({ kid, jwk, addedAt, withdrawnAt }: ClientKey) {
  const ended = withdrawnAt === undefined ? {} : { withdrawnAt: formatInstant(withdrawnAt) };
  return { kid, jwk, addedAt: formatInstant(addedAt), ...ended };
}

export function replyOrganisation(
  c: ApiContext,
  status: 200 | 201,
  { document, position }: { readonly document: OrganisationDocument; readonly position: Position },
): Response {
  const location = { location: `/v1/organisations/${document.organisationId}` };
  return reply(c, status, organisationBody(document), {
    etag: entityTag(c.get('registry').logId, position),
    ...(status === 201 ? location : {}),
  });
}
