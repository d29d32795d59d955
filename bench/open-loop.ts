import { Agent, request } from 'node:http';
import type { Sent } from './load.ts';
import { processorSec } from './processes.ts';

export interface OpenLoad {
  readonly url: string;
  readonly pid: number;
  readonly ratePerSec: number;
  readonly durationSec: number;
  /** Sent in turn, from the first again after the last. */
  readonly requests: readonly Sent[];
}

export interface Latencies {
  readonly sentPerSec: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly maxMs: number;
  readonly failures: number;
  /** Share of one core that the server used. */
  readonly serverBusy: number;
}

const socketsMax = 256;

/**
 * Sends at a fixed rate whether or not answers come. A latency counts from the moment at which the request was due:
 * what waits behind a slow answer, here or there, is part of it (no coordinated omission).
 */
export async function openLoop({ url, pid, ratePerSec, durationSec, requests }: OpenLoad): Promise<Latencies> {
  const agent = new Agent({ keepAlive: true, maxSockets: socketsMax });
  const { hostname, port } = new URL(url);
  const total = Math.round(ratePerSec * durationSec);
  const latenciesMs = new Float64Array(total);
  let failures = 0;
  const send = (at: number, dueAt: number) =>
    new Promise<void>((resolve) => {
      const { path, method, headers, body, nextBody } = requests[at % requests.length] as Sent;
      const text = nextBody?.() ?? body;
      const done = (failed: boolean) => {
        latenciesMs[at] = performance.now() - dueAt;
        if (failed) failures += 1;
        resolve();
      };
      const sent = request(
        { agent, hostname, port, path, method, headers: { ...headers, 'content-length': Buffer.byteLength(text) } },
        (response) => response.resume().once('end', () => done(response.statusCode !== 200)),
      );
      sent.once('error', () => done(true));
      sent.end(text);
    });

  const busyBefore = processorSec(pid);
  const startedAt = performance.now();
  const answers: Promise<void>[] = [];
  while (answers.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1_000) * ratePerSec));
    for (let at = answers.length; at < due; at++) answers.push(send(at, startedAt + (at / ratePerSec) * 1_000));
    await new Promise((resolve) => setImmediate(resolve));
  }
  const elapsedSec = (performance.now() - startedAt) / 1_000;
  const serverBusy = (processorSec(pid) - busyBefore) / elapsedSec;
  await Promise.all(answers);
  agent.destroy();
  latenciesMs.sort();
  const quantile = (share: number) => latenciesMs[Math.min(total - 1, Math.floor(share * total))] ?? 0;
  return {
    sentPerSec: total / elapsedSec,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    p999Ms: quantile(0.999),
    maxMs: quantile(1),
    failures,
    serverBusy,
  };
}
