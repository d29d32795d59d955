import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { createServer } from 'node:net';

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Undefined where there is no body. */
  readonly body: unknown;
}

export interface Asked {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A client of one connection, and so of one worker. */
export interface PinnedClient {
  ask(method: string, path: string, asked?: Asked): Promise<Answered>;
}

/** One client for each worker of a server; told apart by the metrics of each, which count a question to it alone. */
export async function clientsOfWorkers(url: string, metricsPorts: readonly number[]): Promise<readonly PinnedClient[]> {
  const clients = new Map<number, PinnedClient>();
  for (let tries = 0; clients.size < metricsPorts.length; tries++) {
    if (tries === 200) throw new Error('one worker got all connections');
    const client = pinnedClient(url);
    const before = await Promise.all(metricsPorts.map(questionsAsked));
    await client.ask('GET', '/healthz');
    const after = await Promise.all(metricsPorts.map(questionsAsked));
    const place = after.findIndex((count, at) => count !== before[at]);
    if (!clients.has(place)) clients.set(place, client);
  }
  return metricsPorts.map((_, place) => clients.get(place) as PinnedClient);
}

/** So many free ports in a row, below those that systems give to connections (32,768 on Linux, else 49,152). */
export async function freePortsInRow(count: number): Promise<readonly number[]> {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 10_000);
    const ports = Array.from({ length: count }, (_, at) => first + at);
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return ports;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

async function questionsAsked(port: number): Promise<string> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return /dnd_request_duration_seconds_count{operation="checkHealth".*} (\d+)/.exec(text)?.[1] ?? '0';
}

function pinnedClient(url: string): PinnedClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    ask(method, path, { token, headers, body } = {}) {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const all = {
        ...(text === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      };
      return new Promise((resolve, reject) => {
        const sent = request(`${url}${path}`, { agent, method, headers: all }, (response) => {
          let received = '';
          response.setEncoding('utf8').on('data', (chunk: string) => {
            received += chunk;
          });
          response.on('end', () => {
            const parsed: unknown = received === '' ? undefined : JSON.parse(received);
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: parsed });
          });
        });
        sent.on('error', reject);
        sent.end(text);
      });
    },
  };
}
