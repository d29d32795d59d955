import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { registryApp } from '../api/app.ts';
import { secondMs } from '../core/time.ts';
import { refusesInDemo } from './demo-guard.ts';
import type { Log } from './log.ts';
import type { OpenedRegistry } from './open-registry.ts';
import { referenceAssets } from './reference-assets.ts';
import type { Settings } from './settings.ts';

export interface RunningServer {
  readonly url: string;
  /** Takes no more, finishes what was accepted (at most `drainMsMax`), then resolves. */
  close(): Promise<void>;
}

/** A client that takes longer than this to send its headers, or its whole request, is cut. */
const headersMsMax = 10 * secondMs;
const requestMsMax = 60 * secondMs;
const idleConnectionMsMax = 65 * secondMs;
const headersBytesMax = 16_384;
const connectionsMax = 10_000;
const drainMsMax = 10 * secondMs;
const countsFlushMs = 5 * secondMs;
const sweepMs = 60 * secondMs;

/** Serves a registry over HTTP on the address of the settings; `port` 0 takes a free one. */
export async function startServer(opened: OpenedRegistry, settings: Settings, log: Log): Promise<RunningServer> {
  const { registry } = opened;
  const app = registryApp(registry, {
    assets: referenceAssets(),
    reportDefect: (error, correlator) => log.error({ correlator, err: error }, 'a request failed'),
  });
  const listener = getRequestListener((request, { incoming }) => app.fetch(request, new ClientOf(incoming.socket)));
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    if (registry.demo && refusesInDemo(request, response)) return;
    void listener(request, response);
  };
  const server = createServer({ maxHeaderSize: headersBytesMax, requestTimeout: requestMsMax }, handle);
  server.headersTimeout = headersMsMax;
  server.keepAliveTimeout = idleConnectionMsMax;
  server.maxConnections = connectionsMax;
  await listening(server, settings);
  const chores = startChores(opened, log);
  const { address, port } = server.address() as AddressInfo;
  return {
    url: `http://${address.includes(':') ? `[${address}]` : address}:${port}`,
    async close() {
      for (const chore of chores) clearInterval(chore);
      await drained(server);
    },
  };
}

/** Reads the peer's address only where a route asks for it: most never do. */
class ClientOf {
  readonly #socket: Pick<Socket, 'remoteAddress'>;

  constructor(socket: Pick<Socket, 'remoteAddress'>) {
    this.#socket = socket;
  }

  get clientAddress(): string {
    return this.#socket.remoteAddress ?? '';
  }
}

function listening(server: Server, { host, port }: Settings): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function drained(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), drainMsMax);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/** What has to be done now and then, whoever asks. */
function startChores({ registry }: OpenedRegistry, log: Log): readonly NodeJS.Timeout[] {
  const attempt = (chore: () => Promise<unknown>) => () => {
    chore().catch((error: unknown) => log.error({ err: error }, 'a chore failed'));
  };
  return [
    setInterval(
      attempt(() => registry.counts.flush()),
      countsFlushMs,
    ),
    setInterval(
      attempt(() => registry.store.sweep(registry.now())),
      sweepMs,
    ),
  ];
}
