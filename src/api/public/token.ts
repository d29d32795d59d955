import { z } from '@hono/zod-openapi';
import { clientAssertionType, issueToken, type OAuthError } from '../../registry/access/issue-token.ts';
import { clientAddressOf } from '../client-address.ts';
import type { ApiContext } from '../context.ts';
import { type ApiApp, mount } from '../mount.ts';
import { reply } from '../reply.ts';
import { publicRoute } from '../route.ts';

const granted = z
  .object({
    access_token: z.string().max(4_096),
    token_type: z.literal('Bearer'),
    expires_in: z.int().min(1).max(600),
    scope: z.string().max(512),
  })
  .openapi('AccessToken', { description: 'A token, for ten minutes at most' });

const refused = z
  .object({
    error: z.enum(['invalid_request', 'invalid_client', 'unsupported_grant_type', 'invalid_scope']),
    error_description: z.string().max(512),
  })
  .openapi('OAuthError', { description: 'RFC 6749 5.2: no problem document, so that stock OAuth clients read it' });

/** Plain JSON Schema: read by the verb and not by the validator, whose refusals are no OAuth errors. */
const form = {
  type: 'object' as const,
  required: ['grant_type', 'client_assertion_type', 'client_assertion'],
  properties: {
    grant_type: { type: 'string' as const, enum: ['client_credentials'] },
    client_id: { type: 'string' as const, maxLength: 63, description: 'The organisation; the assertion names it too' },
    client_assertion_type: { type: 'string' as const, enum: [clientAssertionType] },
    client_assertion: {
      type: 'string' as const,
      maxLength: 8_192,
      description: 'JWT (RFC 7523): `iss` and `sub` the organisation, `aud` the issuer, `jti`, `exp` within 5 minutes',
    },
    scope: {
      type: 'string' as const,
      maxLength: 512,
      description: 'Separated by spaces; all that it holds where absent',
    },
  },
};

const words = publicRoute({
  method: 'post',
  path: '/oauth/token',
  operationId: 'issueToken',
  summary: 'Obtain an access token',
  description: 'OAuth 2 client credentials with `private_key_jwt` (RFC 6749 4.4, RFC 7523).',
  request: { body: { required: true, content: { 'application/x-www-form-urlencoded': { schema: form } } } },
  answers: { 200: granted },
});

/** What is wrong with the frame of the request is a problem document here too: `other` of this status. */
const oauthRefusal = (description: string, other: object | undefined) => {
  const { content, ...rest } = { ...other } as { readonly content?: object };
  return { ...rest, description, content: { 'application/json': { schema: refused }, ...content } };
};

const route: typeof words = {
  ...words,
  responses: {
    ...words.responses,
    400: oauthRefusal('The request is not one that this endpoint takes', words.responses[400]),
    401: oauthRefusal('The client is not known, not active, or has not shown who it is', words.responses[401]),
  },
};

export function tokenRoute(app: ApiApp): void {
  mount(app, route, async (c) => {
    if (mediaTypeOf(c) !== 'application/x-www-form-urlencoded') {
      return refusal(c, {
        error: 'invalid_request',
        description: 'the body has to be a form (application/x-www-form-urlencoded)',
      });
    }
    const outcome = await issueToken(c.get('registry'), new URLSearchParams(await c.req.text()), clientAddressOf(c));
    return 'error' in outcome ? refusal(c, outcome) : reply(c, 200, outcome);
  });
}

function mediaTypeOf(c: ApiContext): string | undefined {
  return c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
}

function refusal(c: ApiContext, { error, description }: OAuthError): Response {
  return new Response(JSON.stringify({ error, error_description: description }), {
    status: error === 'invalid_client' ? 401 : 400,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-correlator': c.get('correlator'),
    },
  });
}
