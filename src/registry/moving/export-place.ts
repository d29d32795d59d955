import { Fault } from '../../core/fault.ts';
import { canonicalJson } from '../../storage/canonical.ts';
import type { Sha256 } from '../../storage/leaf-hash.ts';
import { bytesText, textBytes } from '../../storage/moving/base64url.ts';
import type { LogProgress } from '../../storage/moving/exported-log.ts';
import type { LogFacts, PartFacts } from '../../storage/moving/moved-log.ts';
import { keyedHash, type Peppered } from '../access/keyed-hash.ts';

/**
 * How far somebody's export over HTTP is. He keeps it himself, sealed, and shows it for the next part: no process has to
 * remember it, and what is signed in the end is only what the registry has given.
 */
export interface ExportPlace {
  readonly organisationId: string;
  /** Of what the log says of it: see `noteExportBegun`. */
  readonly noteId: string;
  /** Which of the registry's logs the next part is of, from 0; as many as there are when nothing was left of the last. */
  readonly log: number;
  /** Of that log. */
  readonly progress: LogProgress;
  /** Parts of all logs so far. */
  readonly parts: number;
  /** SHA-256 over what was said of each part and, behind its last one, of each log, chained: `chained`. */
  readonly chain: string;
}

/** Some 40 hashes and a key. */
export const continuationCharactersMax = 8_192;
/** 100 GB of a registry. An object of the platform has room for a manifest of so many, not for one of many more. */
export const exportedPartsMax = 25_000;

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

/** The chain with one more part, or with the end of a log. */
export function chained(sha256: Sha256, chain: string, said: PartFacts | Omit<LogFacts, 'parts'>): string {
  return bytesText(sha256(new TextEncoder().encode(`${chain}\n${canonicalJson(said)}`)));
}

/** The chain of logs of which everything was given. */
export function chainOf(sha256: Sha256, logs: readonly LogFacts[]): string {
  let chain = '';
  for (const { parts, ...log } of logs) {
    for (const part of parts) chain = chained(sha256, chain, part);
    chain = chained(sha256, chain, log);
  }
  return chain;
}
