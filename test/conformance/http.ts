import * as oauth from 'oauth4webapi';
import { expect } from 'vitest';
import { operationOf, strayings } from './documented.ts';
import type { TargetClient } from './target.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  readonly text: string;
  /** The JSON that came. */
  body<T = Readonly<Record<string, unknown>>>(): T;
}

export interface Asked {
  /** Text and bytes go as they are, everything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Somebody who asks, with whatever shows who it is. */
export type Ask = (method: string, path: string, asked?: Asked) => Promise<Answer>;

/** Statuses that each operation was answered with, of all requests so far. */
export const seen: Map<string, Set<number>> = new Map();

/** A request as it goes out. */
export interface Sent extends Asked {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
}

let watch: ((sent: Sent) => Asked) | undefined;

/** Has a call send something else where it comes to one operation; resolves to what that was answered. */
export async function tampered(
  operationId: string,
  change: (sent: Sent) => Asked,
  call: () => Promise<unknown>,
): Promise<Answer> {
  let answer: Promise<Answer> | undefined;
  watch = (sent) => (sent.operationId === operationId ? change(sent) : sent);
  answered = (id, came) => {
    if (id === operationId) answer = Promise.resolve(came);
  };
  try {
    await call();
  } finally {
    watch = undefined;
    answered = undefined;
  }
  if (answer === undefined) throw new Error(`nobody called ${operationId}`);
  return answer;
}

let answered: ((operationId: string, answer: Answer) => void) | undefined;

/** Asks a registry over HTTP, and holds every answer to the OpenAPI document. */
export function asking(url: string, token?: string): Ask {
  return async (method, path, asked = {}) => {
    const operation = operationOf(method, path);
    const headers = { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...typed(asked) };
    const told = { ...asked, headers };
    const { operationId = '' } = operation ?? {};
    const answer = await send(url, method, path, watch?.({ ...told, operationId, method, path }) ?? told);
    if (operation === undefined) return answer;
    answered?.(operationId, answer);
    seen.set(operationId, (seen.get(operationId) ?? new Set()).add(answer.status));
    expect(strayings(operation, answer)).toEqual([]);
    return answer;
  };
}

function typed({ body, headers }: Asked): Readonly<Record<string, string>> {
  return isRaw(body) ? { ...headers } : { 'content-type': 'application/json', ...headers };
}

function isRaw(body: unknown): body is string | Uint8Array<ArrayBuffer> | undefined {
  return body === undefined || typeof body === 'string' || body instanceof Uint8Array;
}

/** A request as it is, with no look at what comes. */
export async function send(url: string, method: string, path: string, { body, headers = {} }: Asked): Promise<Answer> {
  const init = body === undefined ? {} : { body: isRaw(body) ? body : JSON.stringify(body) };
  return whole(await fetch(`${url}${path}`, { method, redirect: 'manual', headers, ...init }));
}

async function whole(response: Response): Promise<Answer> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  const text = new TextDecoder().decode(bytes);
  const { status, headers } = response;
  return { status, headers, bytes, text, body: <T>() => JSON.parse(text) as T };
}

const insecure = { [oauth.allowInsecureRequests]: true };

/** An access token by the stock OAuth client, from the metadata alone. `scope`: fewer than the client may have. */
export async function accessToken(url: string, client: TargetClient, scope?: string): Promise<string> {
  const { kid = '' } = client.privateJwk;
  const key = await crypto.subtle.importKey(
    'jwk',
    { ...client.privateJwk },
    { name: 'ECDSA', namedCurve: 'P-256' },
    false,
    ['sign'],
  );
  const issuer = new URL(url);
  const discovered = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure });
  const server = await oauth.processDiscoveryResponse(issuer, discovered);
  const asker = { client_id: client.clientId };
  const words = new URLSearchParams(scope === undefined ? {} : { scope });
  const response = await oauth.clientCredentialsGrantRequest(
    server,
    asker,
    oauth.PrivateKeyJwt({ key, kid }),
    words,
    insecure,
  );
  return (await oauth.processClientCredentialsResponse(server, asker, response)).access_token;
}
