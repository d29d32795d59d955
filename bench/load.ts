import autocannon from 'autocannon';
import { processorSec } from './processes.ts';

export interface Load {
  readonly url: string;
  readonly pid: number;
  readonly connections: number;
  readonly durationSec: number;
  /** Requests of one connection, sent in turn; made anew for each so that they differ. */
  readonly requestsOf: (connection: number) => readonly Sent[];
  /** Fixed rate over all connections, requests a second; absent: as fast as answers come. */
  readonly ratePerSec?: number;
}

export interface Sent {
  readonly path: string;
  readonly method: 'POST' | 'GET' | 'PUT';
  readonly headers: Record<string, string>;
  readonly body: string;
  /** Makes the body of each sending anew. */
  readonly nextBody?: () => string;
}

export interface Measured {
  readonly requestsPerSec: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers that were not 2xx, and connections that failed. */
  readonly failures: number;
  /** Share of one core, of the server and of the load generator. */
  readonly serverBusy: number;
  readonly loadBusy: number;
}

export async function measure(load: Load): Promise<Measured> {
  const serverBefore = processorSec(load.pid);
  const loadBefore = process.cpuUsage();
  const result = await run(load);
  const elapsedSec = (result.finish.getTime() - result.start.getTime()) / 1_000;
  const loadUsed = process.cpuUsage(loadBefore);
  return {
    requestsPerSec: result.requests.total / elapsedSec,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    failures: result.non2xx + result.errors + result.timeouts,
    serverBusy: (processorSec(load.pid) - serverBefore) / elapsedSec,
    loadBusy: (loadUsed.user + loadUsed.system) / 1e6 / elapsedSec,
  };
}

function run({ url, connections, durationSec, requestsOf, ratePerSec }: Load): Promise<autocannon.Result> {
  let connection = 0;
  return autocannon({
    url,
    connections,
    duration: durationSec,
    ...(ratePerSec === undefined ? {} : { overallRate: ratePerSec }),
    setupClient(client) {
      client.setRequests(requestsOf(connection++).map(autocannonRequest));
    },
  });
}

function autocannonRequest({ nextBody, headers, ...sent }: Sent): autocannon.Request {
  const request = { ...sent, headers: { ...headers } };
  return nextBody === undefined ? request : { ...request, setupRequest: (one) => ({ ...one, body: nextBody() }) };
}
