import { z } from '@hono/zod-openapi';
import { authorizationServerMetadata } from '../../registry/access/authorization-server-metadata.ts';
import { publicKeys, publicKeysMaxAgeSec } from '../../registry/signing-keys/public-keys.ts';
import { type ApiApp, mount } from '../mount.ts';
import { reply } from '../reply.ts';
import { publicRoute } from '../route.ts';

const url = z.url().max(512);
const names = z.array(z.string().max(64)).max(64);

const metadata = z
  .object({
    issuer: url,
    token_endpoint: url,
    jwks_uri: url,
    scopes_supported: names,
    response_types_supported: names,
    grant_types_supported: names,
    token_endpoint_auth_methods_supported: names,
    token_endpoint_auth_signing_alg_values_supported: names,
  })
  .openapi('AuthorizationServerMetadata', { description: 'RFC 8414' });

const metadataRoute = publicRoute({
  method: 'get',
  path: '/.well-known/oauth-authorization-server',
  operationId: 'readAuthorizationServerMetadata',
  summary: 'What an OAuth client needs to obtain tokens',
  request: {},
  answers: { 200: metadata },
});

const jwks = z
  .object({
    keys: z
      .array(
        z
          .object({
            kty: z.literal('EC'),
            crv: z.literal('P-256'),
            x: z.string().max(43),
            y: z.string().max(43),
            kid: z.string().max(64),
            alg: z.literal('ES256'),
            use: z.enum(['sig', 'compromised']),
            status: z.enum(['NEXT', 'CURRENT', 'RETIRED', 'COMPROMISED']),
          })
          .openapi('PublishedKey'),
      )
      .max(10_000),
  })
  .openapi('Jwks', { description: 'RFC 7517' });

const jwksRoute = publicRoute({
  method: 'get',
  path: '/.well-known/jwks.json',
  operationId: 'readJwks',
  summary: 'Keys that verify receipts',
  description: `A copy may be kept for ${publicKeysMaxAgeSec} seconds: no key signs before every honest copy holds it.`,
  request: {},
  answers: { 200: jwks },
});

export function metadataRoutes(app: ApiApp): void {
  mount(app, metadataRoute, (c) =>
    reply(c, 200, authorizationServerMetadata(c.get('registry').issuer), { 'cache-control': 'public, max-age=3600' }),
  );
  mount(app, jwksRoute, (c) =>
    reply(c, 200, publicKeys(c.get('registry')), { 'cache-control': `public, max-age=${publicKeysMaxAgeSec}` }),
  );
}
