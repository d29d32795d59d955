import type { PublishedKey } from '../receipts/key-ring.ts';
import { CommandFailure } from './failure.ts';
import { isRecord, jsonOf } from './json-file.ts';
import { answered } from './remote.ts';

/** The public keys of a registry (RFC 7517), from a file or an address. */
export async function keySet(source: string): Promise<{ readonly keys: readonly PublishedKey[] }> {
  const content = /^https?:/.test(source) ? await answered(source, '') : jsonOf(source);
  if (isRecord(content) && Array.isArray(content['keys']) && content['keys'].every(isRecord)) {
    return { keys: content['keys'] as PublishedKey[] };
  }
  throw new CommandFailure(`--jwks: ${source} is no set of keys (RFC 7517)`);
}
