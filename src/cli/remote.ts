import { importJWK, SignJWT } from 'jose';
import type { ClientCredentials } from './client-file.ts';
import { CommandFailure, WrongUsage } from './failure.ts';
import { isRecord } from './json-file.ts';

const timeoutMs = 10_000;
const assertionLifetimeSec = 60;

/** What to sign with, by kind of key: the algorithms that token endpoints of registries take. */
const algorithms: Readonly<Record<string, string>> = { EC: 'ES256', OKP: 'Ed25519', RSA: 'PS256' };

/** Nobody answers there, or the connection broke off: it may be tried again. */
export class Unreachable extends CommandFailure {}

/** An access token from a running registry, by the endpoint that its metadata names (RFC 8414, RFC 7523). */
export async function accessToken(remote: string, client: ClientCredentials): Promise<string> {
  const metadata = await answered(remote, '/.well-known/oauth-authorization-server');
  const { issuer, token_endpoint: endpoint } = metadata;
  if (typeof issuer !== 'string' || typeof endpoint !== 'string') {
    throw new CommandFailure(`${remote}: the metadata there name no token endpoint`);
  }
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: client.clientId,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await assertion(client, issuer),
  });
  const { access_token: token } = await answered(endpoint, '', { method: 'POST', body: form });
  if (typeof token !== 'string') throw new CommandFailure(`${endpoint}: no token in the answer`);
  return token;
}

/** The text of a successful answer to a JSON question. */
export async function askRemote(remote: string, path: string, token: string, question: object): Promise<string> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetched(remote, path, { method: 'POST', headers, body: JSON.stringify(question) });
  const text = await response.text();
  if (!response.ok) throw refusal(remote, response, parsed(text));
  return text;
}

/** The JSON object at an address. */
export async function answered(remote: string, path: string, init?: RequestInit): Promise<Record<string, unknown>> {
  const response = await fetched(remote, path, init);
  const body = parsed(await response.text());
  if (response.ok && isRecord(body)) return body;
  throw refusal(remote, response, body);
}

async function assertion({ clientId, privateJwk }: ClientCredentials, audience: string): Promise<string> {
  const { kty, kid } = privateJwk;
  const alg = privateJwk.alg ?? algorithms[kty] ?? 'ES256';
  return new SignJWT()
    .setProtectedHeader({ alg, ...(kid === undefined ? {} : { kid }) })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(audience)
    .setJti(crypto.randomUUID())
    .setIssuedAt()
    .setExpirationTime(`${assertionLifetimeSec} seconds`)
    .sign(await importJWK({ ...privateJwk }, alg));
}

/** The answer of a registry, whatever it says; without a signal it is waited for ten seconds. */
export async function fetched(remote: string, path: string, init: RequestInit = {}): Promise<Response> {
  const url = URL.canParse(path, remote) ? new URL(path, remote) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new WrongUsage(`--remote: ${remote} is not an http or https URL`);
  }
  try {
    const signal = init.signal ?? AbortSignal.timeout(timeoutMs);
    return await fetch(url, { ...init, redirect: 'error', signal });
  } catch (cause) {
    throw new Unreachable(`${url.origin} does not answer: ${reasonOf(cause)}. Is it running (npm start)?`, {
      cause,
    });
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.message;
}

/** The refusal of an answer that nobody has read. */
export async function refusalOf(remote: string, response: Response): Promise<CommandFailure> {
  return refusal(remote, response, parsed(await response.text()));
}

/** The words of a problem document (RFC 9457) or an OAuth error (RFC 6749 5.2). */
function refusal(remote: string, { status }: Response, body: unknown): CommandFailure {
  const said = isRecord(body) ? body : {};
  const words = [said['field'], said['message'] ?? said['error_description'], said['limit']].filter(
    (word) => typeof word === 'string',
  );
  return new CommandFailure(`${new URL(remote).origin} refused (${status}): ${words.join('; ') || 'no reason given'}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
