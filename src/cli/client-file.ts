import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import type { DemoClient } from '../node/demo-clients.ts';
import { demoAsker } from '../runtime/demo-names.ts';
import { CommandFailure, WrongUsage } from './failure.ts';
import { isRecord, jsonOf } from './json-file.ts';

/** Who asks a running registry, and with which private key. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly privateJwk: PrivateJwk;
}

/** RFC 7517. */
export interface PrivateJwk {
  readonly kty: string;
  readonly d: string;
  readonly kid?: string;
  readonly alg?: string;
}

/**
 * Credentials of a file: an array of `{clientId, privateJwk}` as the demo and `dnd init` write them, or one private
 * JWK (RFC 7517), whose client is then to be named.
 */
export function clientOf(file: string, clientId: string | undefined): ClientCredentials {
  const content = jsonOf(file);
  if (Array.isArray(content)) return listedClient(file, content.filter(isClient), clientId);
  if (isClient(content)) return listedClient(file, [content], clientId);
  if (!isPrivateJwk(content)) {
    throw new CommandFailure(`${file}: neither a list of clients nor a private key (JWK with the member d)`);
  }
  if (clientId === undefined) throw new WrongUsage('--client-id: a key alone does not say whose it is');
  return { clientId, privateJwk: content };
}

/** Writes credentials for their owner alone; nothing is overwritten. */
export function writeClientFile(file: string, clients: readonly DemoClient[]): void {
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    writeSync(descriptor, `${JSON.stringify(clients, undefined, 2)}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The only one, or the demo's call centre, where none is named. */
function listedClient(
  file: string,
  clients: readonly ClientCredentials[],
  clientId: string | undefined,
): ClientCredentials {
  const wanted = clientId ?? (clients.length === 1 ? clients[0]?.clientId : demoAsker);
  const found = clients.find((one) => one.clientId === wanted);
  if (found !== undefined) return found;
  const known = clients.map((one) => one.clientId).join(', ');
  throw new CommandFailure(`${file}: no client is called ${wanted} (one of ${known})`);
}

function isClient(value: unknown): value is ClientCredentials {
  return isRecord(value) && typeof value['clientId'] === 'string' && isPrivateJwk(value['privateJwk']);
}

function isPrivateJwk(value: unknown): value is PrivateJwk {
  return isRecord(value) && typeof value['kty'] === 'string' && typeof value['d'] === 'string';
}
