import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { minuteMs } from '../../core/time.ts';
import { placeOnce } from '../../node/place-once.ts';
import { jwksVerifier } from '../../receipts/jws-verifier.ts';
import { verifyRegistryExport } from '../../receipts/registry-export.ts';
import type { PartFacts } from '../../storage/moving/moved-log.ts';
import { clientOf } from '../client-file.ts';
import { CommandFailure } from '../failure.ts';
import { isRecord, jsonOf } from '../json-file.ts';
import { keySet } from '../key-set.ts';
import { writePrivateFile } from '../private-file.ts';
import { accessToken, fetched, refusalOf } from '../remote.ts';
import type { Terminal } from '../terminal.ts';
import { placeManifest } from './export-folder.ts';
import { continuationFile, factsOf, keysFile, partFile, partFound, partLines, placePart } from './part-files.ts';

export interface RemoteExport {
  readonly from: string;
  readonly to: string;
  readonly clientFile: string;
  readonly clientId: string | undefined;
}

const logId = 'log';
/** A part takes some seconds over a slow line. */
const partTimeoutMs = 5 * minuteMs;
const tokenMs = 5 * minuteMs;
const path = '/v1/operator/registry-export';

/** Fetches a running registry's export into a folder, from where an earlier run broke off. */
export async function exportRemotely(
  terminal: Terminal,
  { from, to, clientFile, clientId }: RemoteExport,
  onPart: (parts: number) => void,
): Promise<readonly PartFacts[]> {
  const client = clientOf(clientFile, clientId);
  let token: { readonly text: string; readonly until: number } | undefined;
  const asked = async (at: string, body: object): Promise<Response> => {
    if (token === undefined || terminal.now() > token.until) {
      token = { text: await accessToken(from, client), until: terminal.now() + tokenMs };
    }
    const headers = { authorization: `Bearer ${token.text}`, 'content-type': 'application/json' };
    const signal = AbortSignal.timeout(partTimeoutMs);
    const response = await fetched(from, `${path}/${at}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      signal,
    });
    if (!response.ok) throw await refusalOf(from, response);
    return response;
  };
  let { parts, continuation } = placeIn(to);
  for (;;) {
    onPart(parts.length);
    const response = await asked('parts', continuation === undefined ? {} : { continuation });
    if (response.status === 204) break;
    const facts = await keptPart(to, parts.length + 1, response);
    continuation = response.headers.get('export-continuation') ?? '';
    parts = [...parts, facts];
    writePrivateFile(join(to, continuationFile), JSON.stringify({ parts: parts.length, continuation }));
  }
  const manifest = await (await asked('manifest', { continuation, parts })).text();
  const keys = await keySet(new URL('/.well-known/jwks.json', from).href);
  const { outcome } = await verifyRegistryExport(manifest, jwksVerifier(keys), terminal.now());
  if (outcome !== 'VALID') throw new CommandFailure(`${from}: the manifest is not valid: ${outcome}`);
  placeOnce(join(to, keysFile), `${JSON.stringify(keys, undefined, 2)}\n`);
  placeManifest(to, manifest);
  rmSync(join(to, continuationFile), { force: true });
  return parts;
}

interface RemotePlace {
  readonly parts: readonly PartFacts[];
  readonly continuation: string | undefined;
}

/** Behind the last part of which the registry's seal is here; one behind that is fetched again. */
function placeIn(folder: string): RemotePlace {
  const file = join(folder, continuationFile);
  const kept = existsSync(file) ? jsonOf(file) : { parts: 0 };
  const count = isRecord(kept) ? Number(kept['parts']) : 0;
  const parts: PartFacts[] = [];
  for (let part = 1; part <= count; part++) {
    const kind = partFound(folder, logId, part);
    if (kind === undefined)
      throw new CommandFailure(`${folder}: part ${part} is missing; begin anew in an empty folder`);
    parts.push(factsOf(part, kind, partLines(folder, partFile(logId, { part, kind }))));
  }
  const continuation = isRecord(kept) ? kept['continuation'] : undefined;
  return { parts, continuation: typeof continuation === 'string' ? continuation : undefined };
}

async function keptPart(folder: string, part: number, response: Response): Promise<PartFacts> {
  const said: unknown = JSON.parse(response.headers.get('export-part') ?? 'null');
  const lines = new Uint8Array(await response.arrayBuffer());
  const { kind, digest } = (isRecord(said) ? said : {}) as unknown as PartFacts;
  if (kind !== 'ENTRIES' && kind !== 'COUNTERS' && kind !== 'RECORDS')
    throw new CommandFailure(`part ${part} is of no known kind`);
  const facts = factsOf(part, kind, lines);
  if (facts.digest !== digest) throw new CommandFailure(`part ${part} arrived damaged: run it again`);
  const there = partFound(folder, logId, part);
  // It was fetched, and the run ended before its seal was kept; something in it may have been erased since.
  if (there !== undefined) rmSync(join(folder, partFile(logId, { part, kind: there })));
  placePart(folder, logId, facts, lines);
  return facts;
}
