import { type ChildProcess, spawn } from 'node:child_process';
import type { webcrypto } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as oauth from 'oauth4webapi';
import { afterAll } from 'vitest';

/** The built program, serving a folder of its own. */
export interface ServedRegistry {
  readonly url: string;
  readonly dataDir: string;
  readonly databaseFile: string;
  readonly pid: number;
  /**
   * An access token of a demo client, by the stock OAuth client from the metadata alone. `clockAheadSec`: how far the
   * client's clock stands before the test's.
   */
  token(clientId: string, clockAheadSec?: number): Promise<string>;
  /** `kill -9`: nothing of the process is left to finish anything. */
  kill(): Promise<void>;
  /** Ends it in good order; resolves to its exit code. */
  stop(): Promise<number | null>;
}

export function freshDataDir(): { readonly dataDir: string; remove(): void } {
  const dataDir = mkdtempSync(join(tmpdir(), 'dnd-served-'));
  return { dataDir, remove: () => rmSync(dataDir, { recursive: true, force: true }) };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const started: ChildProcess[] = [];

/** For `afterAll`: a test that fails must leave no server behind, or its runner waits for it. */
export function endServers(): void {
  for (const child of started) child.kill('SIGKILL');
}

export interface ServeOptions {
  /** Settings beside folder and port. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Where the operator's log goes, as a file descriptor; to the test's own standard error where absent. */
  readonly log?: number;
}

/** Starts the server on a folder and waits until it is ready. */
export async function serve(dataDir: string, port: number, options: ServeOptions = {}): Promise<ServedRegistry> {
  const child = spawn(process.execPath, ['dist/cli/dnd.js', 'serve'], {
    env: { ...process.env, DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: 'warn', ...options.environment },
    stdio: ['ignore', 'ignore', options.log ?? 'inherit'],
  });
  started.push(child);
  const url = `http://127.0.0.1:${port}`;
  await ready(url, child);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const signalled = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  return {
    url,
    dataDir,
    databaseFile: join(dataDir, 'registry.sqlite'),
    pid: child.pid as number,
    token: (clientId, clockAheadSec = 0) => tokenOf(url, dataDir, clientId, clockAheadSec),
    kill: async () => void (await signalled('SIGKILL')),
    stop: () => signalled('SIGTERM'),
  };
}

/** One server for all tests of a file, in a folder of its own; nothing of either is left behind. */
export async function servedThroughout(): Promise<ServedRegistry> {
  const { dataDir, remove } = freshDataDir();
  afterAll(() => {
    endServers();
    remove();
  });
  return serve(dataDir, await freePort());
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    const response = await fetch(`${url}/readyz`).catch(() => undefined);
    if (response?.ok === true) return;
    await wait(50);
  }
  throw new Error('the server does not get ready');
}

interface ClientFile {
  readonly clientId: string;
  readonly privateJwk: webcrypto.JsonWebKey & { readonly kid: string };
}

export async function tokenOf(url: string, dataDir: string, clientId: string, clockAheadSec: number): Promise<string> {
  const clients = JSON.parse(readFileSync(join(dataDir, 'demo', 'clients.json'), 'utf8')) as readonly ClientFile[];
  const jwk = clients.find((client) => client.clientId === clientId)?.privateJwk;
  if (jwk === undefined) throw new Error(`no demo client ${clientId}`);
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const key = await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['sign']);
  const insecure = { [oauth.allowInsecureRequests]: true };
  const issuer = new URL(url);
  const discovered = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure });
  const server = await oauth.processDiscoveryResponse(issuer, discovered);
  const client: oauth.Client = { client_id: clientId, [oauth.clockSkew]: clockAheadSec };
  const authentication = oauth.PrivateKeyJwt({ key, kid: jwk.kid });
  const response = await oauth.clientCredentialsGrantRequest(server, client, authentication, {}, insecure);
  return (await oauth.processClientCredentialsResponse(server, client, response)).access_token;
}
