import { Fault } from '../../core/fault.ts';
import { canonicalJson } from '../../storage/canonical.ts';
import type { Sha256 } from '../../storage/leaf-hash.ts';
import { bytesText, textBytes } from '../../storage/moving/base64url.ts';
import type { PartPlace } from '../../storage/moving/made-parts.ts';
import type { PartFacts } from '../../storage/moving/moved-log.ts';
import { keyedHash, type Peppered } from '../access/keyed-hash.ts';

/**
 * How far somebody's export over HTTP is. He keeps it himself, sealed, and shows it for the next part: no process has to
 * remember it, and what is signed in the end is only what the registry has given.
 */
export interface ExportPlace {
  readonly organisationId: string;
  /** Parts so far. */
  readonly parts: number;
  readonly place: PartPlace;
  /** Of the entries so far: see `GrownTree`; base64url. */
  readonly whole: readonly string[];
  /** SHA-256 over what was said of each part, chained: `chained`. */
  readonly chain: string;
  /** When the last part was made, nothing was left behind it. */
  readonly isWhole: boolean;
}

/** Some 40 hashes and a key. */
export const continuationCharactersMax = 8_192;

export async function sealed(registry: Peppered, place: ExportPlace): Promise<string> {
  const text = bytesText(new TextEncoder().encode(JSON.stringify(place)));
  return `${text}.${await keyedHash(registry, 'registry export', text)}`;
}

/** Fault INVALID_ARGUMENT where this registry has not sealed it for the organisation. */
export async function unsealed(registry: Peppered, continuation: string, organisationId: string): Promise<ExportPlace> {
  const [text = '', seal = ''] = continuation.split('.');
  const bytes = textBytes(text);
  if (bytes !== undefined && seal === (await keyedHash(registry, 'registry export', text))) {
    const place = JSON.parse(new TextDecoder().decode(bytes)) as ExportPlace;
    if (place.organisationId === organisationId) return place;
  }
  throw new Fault('INVALID_ARGUMENT', 'this registry has not given this continuation to you', {
    field: 'continuation',
  });
}

export function chained(sha256: Sha256, chain: string, { part, kind, rows, bytes, digest }: PartFacts): string {
  return bytesText(sha256(new TextEncoder().encode(`${chain}\n${canonicalJson({ part, kind, rows, bytes, digest })}`)));
}
