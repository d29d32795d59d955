import { axesOf, percentiles } from '../../core/statistics/cube-axes.ts';
import { FigureTable } from '../../core/statistics/figure-table.ts';
import { percentileOf, type TimeClass } from '../../core/statistics/percentile.ts';
import { daysOf } from '../../core/statistics/period.ts';
import type { Period } from '../../core/statistics/release.ts';
import { nextTurn } from '../../lookup/next-turn.ts';
import type { Registry } from '../registry.ts';

type CountingRegistry = Pick<Registry, 'store' | 'policy'>;

/** More counters than a country of 40 regions and 25,000 states has. */
export const talliesMax = 1_000_000;

/** The tables of a month behind which no person is: what was asked and answered, how fast, and what became of codes and texts. */
export async function countUse(registry: CountingRegistry, period: Period): Promise<readonly FigureTable[]> {
  const { policy } = registry;
  const enquiries = await summed(registry, 'ENQUIRY', period);
  const outcome = enquiries.map(([parts]) => parts.slice(4).join('/'));
  const byCell = new FigureTable('ENQUIRIES', axesOf('ENQUIRIES', policy, period, { outcome }));
  const byRole = new FigureTable('ENQUIRIES_BY_ROLE', axesOf('ENQUIRIES_BY_ROLE', policy, period, { outcome }));
  for (const [[call = '', role = '', category = '', channel = '', ...rest], count] of enquiries) {
    byCell.add([category, channel, rest.join('/')], count);
    byRole.add([role, call, rest.join('/')], count);
  }
  return [
    byCell,
    byRole,
    ...(await times(registry, 'ANSWER_TIME', 'ANSWER_MS', period)),
    ...(await times(registry, 'PROPAGATION_TIME', 'PROPAGATION_MS', period)),
    await outcomes(registry, 'CODES', 'CODE', period),
    await outcomes(registry, 'TEXTS', 'TEXT', period),
  ];
}

/** Counters of the month by what follows the day in their keys. */
async function summed(
  { store }: CountingRegistry,
  name: string,
  period: Period,
): Promise<readonly (readonly [parts: readonly string[], count: number])[]> {
  const sums = new Map<string, number>();
  for (const day of daysOf(period)) {
    const prefix = `${name}/${day}/`;
    for (const { key, count } of store.counts(prefix, talliesMax)) {
      const rest = key.slice(prefix.length);
      sums.set(rest, (sums.get(rest) ?? 0) + count);
    }
    await nextTurn();
  }
  return [...sums].map(([rest, count]) => [rest.split('/'), count]);
}

async function outcomes(
  registry: CountingRegistry,
  measure: 'CODES' | 'TEXTS',
  name: string,
  period: Period,
): Promise<FigureTable> {
  const counts = await summed(registry, name, period);
  const outcome = counts.map(([parts]) => parts.join('/'));
  const table = new FigureTable(measure, axesOf(measure, registry.policy, period, { outcome }));
  for (const [parts, count] of counts) table.add([parts.join('/')], count);
  return table;
}

/** What was not timed has no percentiles: the measure is left out then. */
async function times(
  registry: CountingRegistry,
  measure: 'ANSWER_TIME' | 'PROPAGATION_TIME',
  name: string,
  period: Period,
): Promise<readonly FigureTable[]> {
  const classes = new Map<string, TimeClass[]>();
  for (const [parts, count] of await summed(registry, name, period)) {
    const upToMs = Number(parts.at(-1));
    if (!Number.isFinite(upToMs)) continue;
    const operation = parts.slice(0, -1).join('/');
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
