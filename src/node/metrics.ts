import { collectDefaultMetrics, Gauge, Histogram, Registry as MetricRegistry } from 'prom-client';
import type { Observe } from '../api/observe.ts';
import { secondMs } from '../core/time.ts';
import { rotationDue } from '../receipts/key-ring.ts';
import { abuseSignalsToday } from '../registry/abuse/read-abuse-signals.ts';
import { signalKinds } from '../registry/abuse/signal-kinds.ts';
import { headsAtHand } from '../registry/log-heads.ts';
import { lookupsToday } from '../registry/read-status.ts';
import type { Registry } from '../registry/registry.ts';
import { addTextGauges } from './texts/text-metrics.ts';

/** What the operator's monitoring sees: no phone number, no client's name, no token. */
export interface Metrics {
  /** For the application; some 0.5 µs a call. */
  readonly observe: Observe;
  /** Prometheus text format 0.0.4. */
  text(): Promise<string>;
}

/** A number that somebody else knows, asked for at each scrape. */
export interface ExtraMetric {
  /** Prometheus name with its unit: `dnd_writer_queue_changes`. */
  readonly name: string;
  readonly help: string;
  value(): number;
}

/** Fine below a millisecond, where most lookups end. */
const durationBucketsSec = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.01, 0.05, 0.25, 1, 5];

export function registryMetrics(registry: Registry, extra: readonly ExtraMetric[] = []): Metrics {
  const register = new MetricRegistry();
  const registers = [register];
  collectDefaultMetrics({ register });
  const durations = new Histogram({
    name: 'dnd_request_duration_seconds',
    help: 'From entering the application to the finished answer; operation none: the request fitted no operation',
    labelNames: ['operation', 'status'],
    buckets: durationBucketsSec,
    registers,
  });
  addRegistryGauges(registry, register);
  addTextGauges(registry, register);
  for (const { name, help, value } of extra) {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  }
  return {
    observe(operation, status, durationMs) {
      durations.observe({ operation, status }, durationMs / secondMs);
    },
    text: () => register.metrics(),
  };
}

function addRegistryGauges(registry: Registry, register: MetricRegistry): void {
  const registers = [register];
  new Gauge({
    name: 'dnd_decisions_today',
    help: 'Numbers asked about since the country’s midnight, by decision, over all processes on the store',
    labelNames: ['outcome'],
    registers,
    collect() {
      this.reset();
      for (const [outcome, count] of Object.entries(lookupsToday(registry).byOutcome)) this.set({ outcome }, count);
    },
  });
  new Gauge({
    name: 'dnd_abuse_signals_today',
    help: 'Organisations, numbers and networks of which something was noticed since midnight UTC, by kind; over all processes',
    labelNames: ['kind'],
    registers,
    collect() {
      const counts = abuseSignalsToday(registry);
      for (const kind of signalKinds) this.set({ kind }, counts[kind] ?? 0);
    },
  });
  new Gauge({
    name: 'dnd_log_position',
    help: 'Last entry of the change log; of each, by its name, where numbers are in several',
    labelNames: ['log'],
    registers,
    async collect() {
      const heads = await headsAtHand(registry, registry.store.head());
      for (const { logId, position } of heads) this.set(heads.length === 1 ? {} : { log: logId }, position);
    },
  });
  new Gauge({
    name: 'dnd_signing_key_rotation_due',
    help: '1 where the current signing key has signed for its whole lifetime, or there is none',
    registers,
    collect() {
      const ring = registry.directory.signingKeys()?.document ?? { keys: [] };
      this.set(rotationDue(ring, registry.now()) ? 1 : 0);
    },
  });
}
