import { Gauge, type Registry as MetricRegistry } from 'prom-client';
import type { Registry } from '../../registry/registry.ts';
import { firstQueued, textCountsToday } from '../../registry/texts/outgoing/read-text-queue.ts';

/** Read at each scrape: what comes behind them waits, whatever it is. */
const lookedAtMax = 2_000;

/** The queue of outgoing texts and what became of those that left it, over all processes on the store. */
export function addTextGauges(registry: Registry, register: MetricRegistry): void {
  const registers = [register];
  new Gauge({
    name: 'dnd_texts_queued',
    help: `Texts on their way out, by priority and state; beyond the first ${lookedAtMax} as dnd_texts_queued_total tells`,
    labelNames: ['priority', 'state'],
    registers,
    collect() {
      this.reset();
      for (const { priority, state, texts } of firstQueued(registry, lookedAtMax)) this.set({ priority, state }, texts);
    },
  });
  new Gauge({
    name: 'dnd_texts_queued_oldest_seconds',
    help: 'Age of the oldest text of a priority and state',
    labelNames: ['priority', 'state'],
    registers,
    collect() {
      this.reset();
      for (const { priority, state, oldestAgeSec } of firstQueued(registry, lookedAtMax)) {
        this.set({ priority, state }, oldestAgeSec);
      }
    },
  });
  new Gauge({
    name: 'dnd_texts_queued_total',
    help: 'Texts on their way out',
    registers,
    collect() {
      this.set(registry.store.shortRecordCount('OUTBOX'));
    },
  });
  new Gauge({
    name: 'dnd_texts_today',
    help: 'Texts since the country’s midnight, by priority and what became of them',
    labelNames: ['priority', 'outcome'],
    registers,
    collect() {
      this.reset();
      for (const [key, count] of Object.entries(textCountsToday(registry).outcomesToday)) {
        const [priority = '', outcome = ''] = key.split('/');
        this.set({ priority, outcome }, count);
      }
    },
  });
  new Gauge({
    name: 'dnd_held_back_today',
    help: 'How often each limit on codes, texts and tries sent somebody away since the country’s midnight',
    labelNames: ['limit'],
    registers,
    collect() {
      this.reset();
      for (const [limit, count] of Object.entries(textCountsToday(registry).heldBackToday)) this.set({ limit }, count);
    },
  });
}
