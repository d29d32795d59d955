import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { type AddressInfo, Server as NetServer } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Registry } from '../registry/registry.ts';
import { answerTimes } from '../runtime/answer-times.ts';
import { LoadWatch, watchEventLoop } from '../runtime/load-watch.ts';
import type { Log } from '../runtime/log.ts';
import { SettingError } from '../runtime/setting-forms.ts';
import { startCarrierFiles } from './carrier-files/started-carrier-files.ts';
import { startChores } from './chores.ts';
import { Connections } from './connections.ts';
import { refusesInDemo } from './demo-guard.ts';
import { doorsOf } from './doors.ts';
import type { ExtraMetric } from './metrics.ts';
import type { OpenedRegistry } from './open-registry.ts';
import { OpenRequests } from './open-requests.ts';
import { RequestEnvironment } from './request-environment.ts';
import { startScrubs } from './scrubs/started-scrubs.ts';
import { type ServerLimits, usualLimits } from './server-limits.ts';
import type { Settings } from './settings.ts';
import { afterSmallBody } from './small-body.ts';
import { startReplays } from './statistics/started-replays.ts';
import { startTexts } from './texts/started-texts.ts';

export interface RunningServer {
  readonly url: string;
  /** Takes no more, finishes what was accepted (at most `drainMsMax`), then resolves. */
  close(): Promise<void>;
}

export interface ServerOptions {
  readonly limits?: ServerLimits;
  /** Other processes listen on the same port, and the system spreads the connections. Not every system can. */
  readonly sharesPort?: boolean;
  /** How the load is looked at until stopped. */
  readonly watch?: typeof watchEventLoop;
  /** Where lists are scrubbed. */
  readonly scrubs?: typeof startScrubs;
}

/** Serves a registry over HTTP on the address of the settings; `port` 0 takes a free one. */
export async function startServer(
  opened: OpenedRegistry,
  settings: Settings,
  log: Log,
  { limits = usualLimits, sharesPort = false, watch = watchEventLoop, scrubs: start = startScrubs }: ServerOptions = {},
): Promise<RunningServer> {
  const requests = new OpenRequests(limits);
  const load = new LoadWatch({ inFlight: () => requests.inFlight, inFlightMax: limits.inFlightMax });
  const texts = await startTexts(opened.registry, settings, log);
  const scrubs = start(opened.registry.scrubs, settings, log);
  const registry: Registry = { ...opened.registry, overload: load, scrubs: scrubs.desk, sms: texts.sms };
  const server = createServer(httpOptions(limits));
  const connections = new Connections(server, limits.answerMsMax);
  const slow = watchSlowClients(requests, connections, limits, log);
  const metrics = await metricsOf(registry, settings, [
    { name: 'dnd_requests_in_flight', help: 'Accepted and not answered', value: () => requests.inFlight },
    { name: 'dnd_connections', help: 'Open connections', value: () => connections.count },
    { name: 'dnd_sheds_promotional', help: '1 while sent away', value: () => Number(load.sheds('PROMOTIONAL')) },
    { name: 'dnd_slow_clients_cut', help: 'Since the start', value: slow.cut },
  ]);
  const doors = doorsOf(registry, log, answerTimes(registry.counts, metrics?.observe), texts.door);
  const listener = getRequestListener((request, { incoming }) =>
    doors(request, new RequestEnvironment(incoming, settings.trustedProxyHops), incoming),
  );
  server.on('request', (request: IncomingMessage, response: ServerResponse): void => {
    if (registry.demo && refusesInDemo(request, response)) return;
    if (requests.admits(request, response)) afterSmallBody(request, () => void listener(request, response));
  });
  server.maxConnections = limits.connectionsMax;
  try {
    await listening(server, settings, sharesPort);
  } catch (error) {
    await Promise.all([metrics?.close(), texts.close()]);
    throw error;
  }
  const stopChores = startChores(registry, log);
  const stopCarrierFiles = startCarrierFiles(registry, log);
  const stopReplays = startReplays(registry, log);
  const stopWatch = watch(load);
  return {
    url: urlOf(server.address() as AddressInfo),
    async close() {
      stopChores();
      await Promise.all([drained(server, requests, connections, limits), metrics?.close(), texts.close()]);
      await Promise.all([scrubs.close(), stopCarrierFiles(), stopReplays()]);
      slow.stop();
      stopWatch();
    },
  };
}

function httpOptions(limits: ServerLimits) {
  return {
    maxHeaderSize: limits.headersBytesMax,
    headersTimeout: limits.headersMsMax,
    // `OpenRequests` looks at how long a request takes: some may take longer than others.
    requestTimeout: 0,
    connectionsCheckingInterval: Math.min(limits.lookMs, limits.headersMsMax),
    keepAliveTimeout: limits.idleConnectionMsMax,
  };
}

function urlOf({ address, port }: AddressInfo): string {
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

/** The second, loopback port; its library is loaded only where the port is set. */
async function metricsOf(registry: Registry, { metricsPort }: Settings, extra: readonly ExtraMetric[]) {
  if (metricsPort === 0) return undefined;
  const { registryMetrics } = await import('./metrics.ts');
  const { startMetricsServer } = await import('./metrics-server.ts');
  const { observe, text } = registryMetrics(registry, extra);
  try {
    const { close } = await startMetricsServer({ observe, text }, metricsPort);
    return { observe, close };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new SettingError(`METRICS_PORT: ${metricsPort} is taken`, { cause: error });
  }
}

function listening(server: Server, { host, port }: Settings, reusePort: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, reusePort }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function watchSlowClients(requests: OpenRequests, connections: Connections, { lookMs }: ServerLimits, log: Log) {
  let cut = 0;
  // After what has arrived was read: an event loop that was busy must not take its own delay for the clients'.
  const look = () => {
    const now = requests.look() + connections.look();
    cut += now;
    if (now > 0) log.warn({ clients: now }, 'clients were cut: they sent or took too slowly');
  };
  const timer = setInterval(() => setImmediate(look), lookMs).unref();
  return { cut: () => cut, stop: () => clearInterval(timer) };
}

/** How often connections are looked at that may have become idle while the server ends, milliseconds. */
const idleLookMs = 50;

function drained(server: Server, requests: OpenRequests, connections: Connections, limits: ServerLimits) {
  requests.closeConnectionsBehind();
  const idle = setInterval(() => connections.closeIdle(requests.busySockets()), idleLookMs);
  const late = setTimeout(() => connections.closeAll(), limits.drainMsMax);
  return new Promise<void>((resolve) => {
    // HTTP's own `close` at once ends connections whose answers are still on their way out.
    NetServer.prototype.close.call(server, () => {
      clearInterval(idle);
      clearTimeout(late);
      server.close(() => resolve());
    });
  });
}
