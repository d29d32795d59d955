import { scopes as knownScopes, type Scope } from '../../core/organisation.ts';
import { accessToken, accessTokenLifetimeSec } from '../../receipts/access-token.ts';
import type { Registry } from '../registry.ts';
import {
  type AssertionRegistry,
  type AuthenticatedClient,
  authenticatedClient,
  claimedClient,
} from './client-assertion.ts';

/** Answer of the token endpoint (RFC 6749 5.1), in its own spelling. */
export interface TokenGranted {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  /** Seconds. */
  readonly expires_in: number;
  /** Granted scopes, separated by spaces. */
  readonly scope: string;
}

/** Refusal of the token endpoint (RFC 6749 5.2): `invalid_client` goes out as 401, the others as 400. */
export interface OAuthError {
  readonly error: 'invalid_request' | 'invalid_client' | 'unsupported_grant_type' | 'invalid_scope';
  readonly description: string;
}

export const clientAssertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * `POST /oauth/token`: client credentials with `private_key_jwt`. The request itself is the permission. An unknown
 * client, a wrong key, a used assertion and a suspended organisation get one and the same answer. What fails counts
 * against the network it came from, what is granted against the client: nobody uses up another's.
 * Faults: TOO_MANY_REQUESTS, QUOTA_EXCEEDED.
 */
export async function issueToken(
  registry: TokenRegistry,
  parameters: URLSearchParams,
  clientAddress?: string,
): Promise<TokenGranted | OAuthError> {
  const { visitors } = registry.abuse;
  const claimed = claimedClient(parameters.get('client_assertion') ?? '')?.clientId;
  visitors.requireTokenRoom(clientAddress, claimed, registry.now());
  const outcome = unfitRequest(parameters) ?? (await grantedToken(registry, parameters));
  if ('error' in outcome) visitors.tokenFailed(clientAddress, registry.now());
  else if (claimed !== undefined) visitors.tokenGranted(clientAddress, claimed, registry.now());
  return outcome;
}

type TokenRegistry = AssertionRegistry & Pick<Registry, 'receipts' | 'abuse'>;

async function grantedToken(registry: TokenRegistry, parameters: URLSearchParams): Promise<TokenGranted | OAuthError> {
  const client = await authenticatedClient(registry, parameters.get('client_assertion') ?? '');
  const claimedId = parameters.get('client_id');
  if (client === undefined || (claimedId !== null && claimedId !== client.organisation.organisationId)) {
    return notAuthenticated;
  }
  const granted = grantedScopes(client, parameters.get('scope'));
  if (!Array.isArray(granted)) return granted;
  registry.abuse.quotas.take(client.organisation, 'TOKEN', 1, registry.now());
  const token = await accessToken(registry.receipts, {
    issuer: registry.issuer,
    clientId: client.organisation.organisationId,
    clientKeyId: client.clientKeyId,
    scopes: granted,
    now: registry.now(),
  });
  return { access_token: token, token_type: 'Bearer', expires_in: accessTokenLifetimeSec, scope: granted.join(' ') };
}

const notAuthenticated: OAuthError = { error: 'invalid_client', description: 'client authentication failed' };

const understoodParameters = ['grant_type', 'client_id', 'client_assertion_type', 'client_assertion', 'scope'];

function unfitRequest(parameters: URLSearchParams): OAuthError | undefined {
  const repeated = understoodParameters.find((name) => parameters.getAll(name).length > 1);
  if (repeated !== undefined) return { error: 'invalid_request', description: `${repeated} is given more than once` };
  const grantType = parameters.get('grant_type');
  if (grantType === null) return { error: 'invalid_request', description: 'grant_type is missing' };
  if (grantType !== 'client_credentials') {
    return { error: 'unsupported_grant_type', description: 'grant_type must be client_credentials' };
  }
  if (parameters.get('client_assertion_type') !== clientAssertionType || !parameters.has('client_assertion')) {
    return {
      error: 'invalid_client',
      description: `the client authenticates with client_assertion and client_assertion_type ${clientAssertionType}`,
    };
  }
  return undefined;
}

/** All that the organisation holds, unless it asks for less. */
function grantedScopes({ organisation }: AuthenticatedClient, asked: string | null): Scope[] | OAuthError {
  const names = new Set((asked ?? '').split(' ').filter((name) => name !== ''));
  const held: readonly string[] = organisation.scopes;
  if ([...names].some((name) => !held.includes(name))) {
    return { error: 'invalid_scope', description: 'the organisation does not hold every scope that was asked for' };
  }
  return knownScopes.filter((scope) => held.includes(scope) && (names.size === 0 || names.has(scope)));
}
