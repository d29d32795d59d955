import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { registryApp } from '../api/app.ts';
import { secondMs } from '../core/time.ts';
import { rotationDue } from '../receipts/key-ring.ts';
import type { Registry } from '../registry/registry.ts';
import { rotateSigningKeys } from '../registry/signing-keys/rotate-signing-keys.ts';
import { ClientOf } from './client-of.ts';
import { refusesInDemo } from './demo-guard.ts';
import type { Log } from './log.ts';
import { type OpenedRegistry, operatorAtConsole } from './open-registry.ts';
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
const rotationLookMs = 3_600 * secondMs;

/** Serves a registry over HTTP on the address of the settings; `port` 0 takes a free one. */
export async function startServer(opened: OpenedRegistry, settings: Settings, log: Log): Promise<RunningServer> {
  const { registry } = opened;
  const metrics = await metricsOf(registry, settings);
  const app = registryApp(registry, {
    assets: referenceAssets(),
    observe: metrics?.observe,
    reportDefect: (error, correlator) => log.error({ correlator, err: error }, 'a request failed'),
  });
  const listener = getRequestListener((request, { incoming }) =>
    app.fetch(request, new ClientOf(incoming, settings.trustedProxyHops)),
  );
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
      await Promise.all([drained(server), metrics?.close()]);
    },
  };
}

/** The second, loopback port; its library is loaded only where the port is set. */
async function metricsOf(registry: Registry, { metricsPort }: Settings) {
  if (metricsPort === 0) return undefined;
  const { registryMetrics } = await import('./metrics.ts');
  const { startMetricsServer } = await import('./metrics-server.ts');
  const { observe, text } = registryMetrics(registry);
  const { close } = await startMetricsServer({ observe, text }, metricsPort);
  return { observe, close };
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
  const every = (intervalMs: number, chore: () => Promise<unknown>) =>
    setInterval(() => {
      chore().catch((error: unknown) => log.error({ err: error }, 'a chore failed'));
    }, intervalMs);
  return [
    every(countsFlushMs, () => registry.counts.flush()),
    every(sweepMs, () => registry.store.sweep(registry.now())),
    every(rotationLookMs, () => rotateWhenDue(registry, log)),
  ];
}

/** Signing keys live 30 days; of several processes one rotates, and the others find it done. */
async function rotateWhenDue(registry: Registry, log: Log): Promise<void> {
  const ring = registry.directory.signingKeys()?.document;
  if (ring === undefined || !rotationDue(ring, registry.now())) return;
  await rotateSigningKeys(registry, operatorAtConsole);
  log.info({}, 'the signing keys were rotated');
}
