import { setTimeout as wait } from 'node:timers/promises';
import { BareClient } from './bare-client.ts';
import type { Sent } from './load.ts';
import { processorSec } from './processes.ts';

/** Requests at a fixed rate, sent in turn, from the first again after the last. */
export interface Stream {
  readonly ratePerSec: number;
  readonly requests: readonly Sent[];
}

export interface OpenLoad extends Stream {
  readonly url: string;
  readonly pid: number;
  readonly durationSec: number;
  /** A latency ends with the first byte of the answer, not with the last. */
  readonly untilFirstByte?: boolean;
  /** Sent meanwhile; counted and checked, not timed. */
  readonly meanwhile?: Stream;
}

export interface Latencies {
  readonly sentPerSec: number;
  /** Of those sent meanwhile. */
  readonly besidesPerSec: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly maxMs: number;
  /** Answers without success, of either stream. */
  readonly failures: number;
  /** Share of one core that the server used. */
  readonly serverBusy: number;
}

const connectionsMax = 256;

/**
 * Sends at a fixed rate whether or not answers come. A latency counts from the moment at which the request was due:
 * what waits behind a slow answer, here or there, is part of it (no coordinated omission), and up to a millisecond that
 * the generator sleeps: looking at the clock all the time it would slow the server's core, where they are threads of one.
 */
export async function openLoop(load: OpenLoad): Promise<Latencies> {
  const { url, pid, durationSec, meanwhile, untilFirstByte = false, ...timed } = load;
  const client = new BareClient(url, connectionsMax);
  const startedAt = performance.now();
  const busyBefore = processorSec(pid);
  const latenciesMs: number[] = [];
  const failed = { answers: 0 };
  const count = (status: number | undefined) => {
    failed.answers += Number(!isSuccess(status));
  };
  const time = (dueAt: number) => void latenciesMs.push(performance.now() - dueAt);
  const timedStream = untilFirstByte
    ? new Sending(client, timed, startedAt, { begun: time, ended: count })
    : new Sending(client, timed, startedAt, {
        ended: (status, dueAt) => {
          time(dueAt);
          count(status);
        },
      });
  const besides = new Sending(client, meanwhile ?? { ratePerSec: 0, requests: [] }, startedAt, { ended: count });
  const endsAt = startedAt + durationSec * 1_000;
  while (performance.now() < endsAt) {
    timedStream.sendDue();
    besides.sendDue();
    await wait(1);
  }
  const elapsedSec = (performance.now() - startedAt) / 1_000;
  const serverBusy = (processorSec(pid) - busyBefore) / elapsedSec;
  await Promise.all([timedStream.answered(), besides.answered()]);
  client.close();
  latenciesMs.sort((a, b) => a - b);
  const quantile = (share: number) => latenciesMs[Math.floor(share * (latenciesMs.length - 1))] ?? Number.NaN;
  return {
    sentPerSec: timedStream.sent / elapsedSec,
    besidesPerSec: besides.sent / elapsedSec,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    p999Ms: quantile(0.999),
    maxMs: quantile(1),
    failures: failed.answers,
    serverBusy,
  };
}

function isSuccess(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status < 300;
}

interface OnAnswer {
  begun?(dueAt: number): void;
  ended(status: number | undefined, dueAt: number): void;
}

/** One stream on its way. */
class Sending {
  sent: number = 0;
  #underWay: number = 0;
  readonly #client: BareClient;
  readonly #stream: Stream;
  readonly #startedAt: number;
  readonly #on: OnAnswer;
  #onLast: (() => void) | undefined;

  constructor(client: BareClient, stream: Stream, startedAt: number, on: OnAnswer) {
    this.#client = client;
    this.#stream = stream;
    this.#startedAt = startedAt;
    this.#on = on;
  }

  /** Everything that is due by now. */
  sendDue(): void {
    const { ratePerSec, requests } = this.#stream;
    const due = Math.floor(((performance.now() - this.#startedAt) / 1_000) * ratePerSec);
    while (this.sent < due) {
      const dueAt = this.#startedAt + ((this.sent + 1) / ratePerSec) * 1_000;
      this.#underWay += 1;
      const ended = (status: number | undefined) => {
        this.#underWay -= 1;
        this.#on.ended(status, dueAt);
        if (this.#underWay === 0) this.#onLast?.();
      };
      this.#client.send(requests[this.sent % requests.length] as Sent, ended, () => this.#on.begun?.(dueAt));
      this.sent += 1;
    }
  }

  answered(): Promise<void> {
    return new Promise((resolve) => {
      this.#onLast = resolve;
      if (this.#underWay === 0) resolve();
    });
  }
}
