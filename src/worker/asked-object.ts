import { shardOfBlock } from '../core/number-shard.ts';
import { blockOf, parsePhoneNumber } from '../core/phone-number.ts';

/** The part of the registry that a request is best answered by. */
export type AskedObject = 'DIRECTORY' | { readonly shard: number };

const lookupPath = '/v1/lookup';
const batchPath = '/v1/lookup/batch';
/** More than any token has. */
const authorizationCharactersMax = 4_200;

/** Whether the body has to be read before it is known who answers. */
export function isLookup({ method, pathname }: { readonly method: string; readonly pathname: string }): boolean {
  return method === 'POST' && pathname === lookupPath;
}

/** What objects of numbers answer; of everything else their registry has only a part. */
export function isForNumbers(request: { readonly method: string; readonly pathname: string }): boolean {
  return isLookup(request) || (request.method === 'POST' && request.pathname === batchPath);
}

/**
 * Lookups go to the object that has the number, and wait for no other; what names no number goes to the directory, which
 * has the words for it. Batches of one organisation go to one object, so that what is noticed of an asker is noticed together: by what
 * its token says, which the object checks. Everything else is the directory's.
 */
export function askedObject(
  request: { readonly method: string; readonly pathname: string; readonly authorization: string | null },
  bodyText: string | undefined,
  shards: number,
): AskedObject {
  if (shards === 1 || !isForNumbers(request)) return 'DIRECTORY';
  if (request.pathname === batchPath) return { shard: placeOfText(clientIn(request.authorization ?? ''), shards) };
  const number = isLookup(request) && bodyText !== undefined ? numberIn(bodyText) : undefined;
  return number === undefined ? 'DIRECTORY' : { shard: shardOfBlock(blockOf(number), shards) };
}

function numberIn(bodyText: string) {
  try {
    const body: unknown = JSON.parse(bodyText);
    const text = typeof body === 'object' && body !== null && 'phoneNumber' in body ? body.phoneNumber : undefined;
    return typeof text === 'string' ? parsePhoneNumber(text) : undefined;
  } catch {
    return undefined;
  }
}

/** The organisation that an access token names; of what is none, all of it. */
function clientIn(authorization: string): string {
  try {
    const [, payload = ''] = authorization.slice(0, authorizationCharactersMax).split('.');
    const claims: unknown = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
    const isNamed = typeof claims === 'object' && claims !== null && 'client_id' in claims;
    return isNamed && typeof claims.client_id === 'string' ? claims.client_id : authorization;
  } catch {
    return authorization;
  }
}

/** FNV-1a, 32 bits: any spread will do, and nothing depends on its staying as it is. */
function placeOfText(text: string, places: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % places;
}
