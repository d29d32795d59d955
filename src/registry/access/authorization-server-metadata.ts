import { scopes } from '../../core/organisation.ts';
import { assertionAlgorithms } from './client-assertion.ts';

/** RFC 8414: what a stock OAuth client needs to obtain tokens, at `/.well-known/oauth-authorization-server`. */
export function authorizationServerMetadata(issuer: string) {
  return {
    issuer,
    token_endpoint: `${issuer}/oauth/token`,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    scopes_supported: [...scopes],
    response_types_supported: [] as string[],
    grant_types_supported: ['client_credentials'],
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: [...assertionAlgorithms],
  };
}
