import { axesOf, percentiles } from '../../core/statistics/cube-axes.ts';
import { FigureTable } from '../../core/statistics/figure-table.ts';
import { percentileOf, type TimeClass } from '../../core/statistics/percentile.ts';
import { daysOf } from '../../core/statistics/period.ts';
import type { Period } from '../../core/statistics/release.ts';
import {
  parseAnswerTimeKey,
  parseCodeKey,
  parseEnquiryKey,
  parsePropagationTimeKey,
  parseTextKey,
  usePrefixes,
} from '../../core/statistics/use-keys.ts';
import { nextTurn } from '../../lookup/next-turn.ts';
import type { Registry } from '../registry.ts';

type CountingRegistry = Pick<Registry, 'store' | 'policy'>;

/** More counters than a country of 40 regions and 25,000 states has. */
const talliesMax = 1_000_000;

/** The tables of a month behind which no person is: what was asked and answered, how fast, and what became of codes and texts. */
export async function countUse(registry: CountingRegistry, period: Period): Promise<readonly FigureTable[]> {
  return [
    ...(await enquiries(registry, period)),
    ...(await times(registry, period, 'ANSWER_TIME', usePrefixes.answerTimes, parseAnswerTimeKey)),
    ...(await times(registry, period, 'PROPAGATION_TIME', usePrefixes.propagationTimes, parsePropagationTimeKey)),
    await outcomes(registry, period, 'CODES', usePrefixes.codes, parseCodeKey),
    await outcomes(registry, period, 'TEXTS', usePrefixes.texts, parseTextKey),
  ];
}

async function enquiries(registry: CountingRegistry, period: Period): Promise<readonly FigureTable[]> {
  const counts = await counted(registry, period, usePrefixes.enquiries, parseEnquiryKey);
  const found = { outcome: counts.map(({ outcome }) => outcome) };
  const byCell = new FigureTable('ENQUIRIES', axesOf('ENQUIRIES', registry.policy, period, found));
  const byRole = new FigureTable('ENQUIRIES_BY_ROLE', axesOf('ENQUIRIES_BY_ROLE', registry.policy, period, found));
  for (const { call, role, category, channel, outcome, count } of counts) {
    byCell.add([category, channel, outcome], count);
    byRole.add([role, call, outcome], count);
  }
  return [byCell, byRole];
}

/** What the counters of a month say; those that are none of theirs are left out. */
async function counted<T extends object>(
  { store }: CountingRegistry,
  period: Period,
  prefix: string,
  parse: (key: string) => T | undefined,
): Promise<readonly (T & { readonly count: number })[]> {
  const all: (T & { readonly count: number })[] = [];
  for (const day of daysOf(period)) {
    for (const { key, count } of store.counts(`${prefix}${day}/`, talliesMax)) {
      const parsed = parse(key);
      if (parsed !== undefined) all.push({ ...parsed, count });
    }
    await nextTurn();
  }
  return all;
}

async function outcomes(
  registry: CountingRegistry,
  period: Period,
  measure: 'CODES' | 'TEXTS',
  prefix: string,
  parse: (key: string) => { readonly outcome: string } | undefined,
): Promise<FigureTable> {
  const counts = await counted(registry, period, prefix, parse);
  const found = { outcome: counts.map(({ outcome }) => outcome) };
  const table = new FigureTable(measure, axesOf(measure, registry.policy, period, found));
  for (const { outcome, count } of counts) table.add([outcome], count);
  return table;
}

/** What was not timed has no percentiles: the measure is left out then. */
async function times(
  registry: CountingRegistry,
  period: Period,
  measure: 'ANSWER_TIME' | 'PROPAGATION_TIME',
  prefix: string,
  parse: (key: string) => { readonly operation?: string; readonly classMs: number } | undefined,
): Promise<readonly FigureTable[]> {
  const classes = new Map<string, TimeClass[]>();
  for (const { operation = '', classMs: upToMs, count } of await counted(registry, period, prefix, parse)) {
    classes.set(operation, [...(classes.get(operation) ?? []), { upToMs, count }]);
  }
  if (classes.size === 0) return [];
  const table = new FigureTable(measure, axesOf(measure, registry.policy, period, { operation: [...classes.keys()] }));
  for (const [operation, own] of classes) {
    for (const percentile of percentiles) {
      const members = measure === 'ANSWER_TIME' ? [operation, percentile] : [percentile];
      table.add(members, percentileOf(own, Number(percentile.slice(1))) ?? 0);
    }
  }
  return [table];
}
