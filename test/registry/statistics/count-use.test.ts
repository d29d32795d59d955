import { expect, test } from 'vitest';
import { monthOf } from '../../../src/core/statistics/period.ts';
import { codeKey, inwards, textKey } from '../../../src/core/statistics/use-keys.ts';
import { dayMs } from '../../../src/core/time.ts';
import { countUse } from '../../../src/registry/statistics/count-use.ts';
import { memoryRegistry } from '../memory-registry.ts';

test('a month’s use is what was counted on its days, by the names that figures have', async () => {
  const { registry } = await memoryRegistry();
  const { counts } = registry;
  const asker = { organisationId: 'brand-1', role: 'BRAND' } as const;
  const asked = { call: 'BATCH', asker, category: 'HEALTH', channel: 'SMS', at: registry.now() } as const;
  counts.asked(asked, 'BLOCK/DEFAULT', 5);
  counts.asked({ ...asked, at: asked.at + dayMs, isReused: true }, 'BLOCK/DEFAULT', 2);
  counts.asked({ ...asked, at: asked.at + 30 * dayMs }, 'BLOCK/DEFAULT', 100);
  for (const day of ['2026-11-01', '2026-11-30', '2026-12-01']) {
    counts.add(codeKey(day, 'SENT'), 1);
    for (const way of ['CODE', 'REPLY']) counts.add(textKey(day, way, 'REJECTED'), 1);
    counts.add(textKey(day, inwards, 'UNDERSTOOD'), 3);
  }
  counts.took('LOOKUP', 0.3, 97);
  counts.took('LOOKUP', 40, 3);
  counts.took('PROPAGATION', 3);
  await counts.flush();
  const tables = await countUse(registry, monthOf('2026-11-22'));
  const of = (measure: string) => tables.find((table) => table.measure === measure);
  expect(of('ENQUIRIES')?.at('HEALTH', 'SMS', 'BLOCK/DEFAULT')).toBe(7);
  expect(of('ENQUIRIES')?.at('ALL', 'ALL', 'ALL')).toBe(7);
  expect(of('ENQUIRIES_BY_ROLE')?.at('BRAND', 'BATCH', 'BLOCK/DEFAULT')).toBe(7);
  expect(of('CODES')).toMatchObject({ axes: [{ members: ['SENT'] }], values: Float64Array.of(2) });
  expect(of('TEXTS')).toMatchObject({ axes: [{ members: ['FAILED', 'UNDERSTOOD'] }], values: Float64Array.of(4, 6) });
  expect(['P50', 'P95', 'P99'].map((share) => of('ANSWER_TIME')?.at('LOOKUP', share))).toEqual([0.5, 0.5, 64]);
  expect(of('PROPAGATION_TIME')?.at('P50')).toBe(4);
});
