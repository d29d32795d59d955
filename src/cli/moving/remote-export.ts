import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { minuteMs } from '../../core/time.ts';
import { placeOnce } from '../../node/place-once.ts';
import { jwksVerifier } from '../../receipts/jws-verifier.ts';
import { verifyRegistryExport } from '../../receipts/registry-export.ts';
import type { LogFacts, PartFacts } from '../../storage/moving/moved-log.ts';
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

/** A part takes some seconds over a slow line. */
const partTimeoutMs = 5 * minuteMs;
const tokenMs = 5 * minuteMs;
const path = '/v1/operator/registry-export';

/** Fetches a running registry's export into a folder, from where an earlier run broke off. */
export async function exportRemotely(
  terminal: Terminal,
  { from, to, clientFile, clientId }: RemoteExport,
  onPart: (parts: number) => void,
): Promise<readonly LogFacts[]> {
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
  const { logs, ...place } = placeIn(to);
  let { continuation } = place;
  for (let parts = partsOf(logs); ; parts++) {
    onPart(parts);
    const response = await asked('parts', continuation === undefined ? {} : { continuation });
    if (response.status === 204) break;
    const log = logIn(logs, response);
    log.parts.push(await keptPart(to, log.logId, log.parts.length + 1, response));
    continuation = response.headers.get('export-continuation') ?? '';
    const kept = logs.map(({ parts: own, ...facts }) => ({ ...facts, parts: own.length }));
    writePrivateFile(join(to, continuationFile), JSON.stringify({ logs: kept, continuation }));
  }
  const manifest = await (await asked('manifest', { continuation, logs })).text();
  const keys = await keySet(new URL('/.well-known/jwks.json', from).href);
  const { outcome } = await verifyRegistryExport(manifest, jwksVerifier(keys), terminal.now());
  if (outcome !== 'VALID') throw new CommandFailure(`${from}: the manifest is not valid: ${outcome}`);
  placeOnce(join(to, keysFile), `${JSON.stringify(keys, undefined, 2)}\n`);
  placeManifest(to, manifest);
  rmSync(join(to, continuationFile), { force: true });
  return logs;
}

/** A log of which parts come. */
interface FetchedLog extends Omit<LogFacts, 'head' | 'rootHash'> {
  readonly parts: PartFacts[];
  head: number;
  rootHash: string;
}

interface RemotePlace {
  /** In the order in which they come; the last one is being fetched. */
  readonly logs: FetchedLog[];
  readonly continuation: string | undefined;
}

/** Behind the last part of which the registry's seal is here; one behind that is fetched again. */
function placeIn(folder: string): RemotePlace {
  const file = join(folder, continuationFile);
  if (!existsSync(file)) return { logs: [], continuation: undefined };
  const kept = jsonOf(file);
  const { logs, continuation } = isRecord(kept) ? kept : {};
  if (!Array.isArray(logs) || typeof continuation !== 'string') throw notGoneOn(folder, continuationFile);
  return { logs: logs.map((log) => logThere(folder, log as KeptLog)), continuation };
}

interface KeptLog extends Omit<LogFacts, 'parts'> {
  readonly parts: number;
}

function logThere(folder: string, { logId, head, rootHash, parts: count }: KeptLog): FetchedLog {
  const parts: PartFacts[] = [];
  for (let part = 1; part <= count; part++) {
    const kind = partFound(folder, logId, part);
    if (kind === undefined) throw notGoneOn(folder, `part ${part} of ${logId}`);
    parts.push(factsOf(part, kind, partLines(folder, partFile(logId, { part, kind }))));
  }
  return { logId, head, rootHash, parts };
}

function notGoneOn(folder: string, what: string): CommandFailure {
  return new CommandFailure(`${folder}: ${what} is missing or damaged; begin anew in an empty folder`);
}

/** The log that a part is of, as the registry says it stands with it: that of the part before, or the next one. */
function logIn(logs: FetchedLog[], response: Response): FetchedLog {
  const said: unknown = JSON.parse(response.headers.get('export-log') ?? 'null');
  const { logId, head, rootHash } = (isRecord(said) ? said : {}) as unknown as LogFacts;
  if (!/^log(-[1-9]\d{0,3})?$/.test(logId)) throw new CommandFailure('a part is of no known log');
  const last = logs.at(-1);
  if (last?.logId !== logId) {
    const log = { logId, head, rootHash, parts: [] };
    logs.push(log);
    return log;
  }
  return Object.assign(last, { head, rootHash });
}

function partsOf(logs: readonly LogFacts[]): number {
  return logs.reduce((sum, { parts }) => sum + parts.length, 0);
}

async function keptPart(folder: string, logId: string, part: number, response: Response): Promise<PartFacts> {
  const said: unknown = JSON.parse(response.headers.get('export-part') ?? 'null');
  const lines = new Uint8Array(await response.arrayBuffer());
  const { kind, digest } = (isRecord(said) ? said : {}) as unknown as PartFacts;
  if (kind !== 'ENTRIES' && kind !== 'COUNTERS' && kind !== 'RECORDS')
    throw new CommandFailure(`part ${part} of ${logId} is of no known kind`);
  const facts = factsOf(part, kind, lines);
  if (facts.digest !== digest) throw new CommandFailure(`part ${part} of ${logId} arrived damaged: run it again`);
  const there = partFound(folder, logId, part);
  // It was fetched, and the run ended before its seal was kept; something in it may have been erased since.
  if (there !== undefined) rmSync(join(folder, partFile(logId, { part, kind: there })));
  placePart(folder, logId, facts, lines);
  return facts;
}
