import { describe, expect, test } from 'vitest';
import { cnPolicy } from '../../../src/core/policies/cn.ts';
import { inPolicy } from '../../../src/core/policies/in.ts';
import { policies } from '../../../src/core/policies/policies.ts';
import { dimensionIds } from '../../../src/core/statistics/measures.ts';
import { calls, codeOutcomes, textsInOutcomes, timedOperations } from '../../../src/core/statistics/use-keys.ts';
import { memberNames } from '../../../src/web/figures/member-name.ts';
import { chartPeriod, periodName } from '../../../src/web/figures/period-name.ts';

const spoken = Object.values(policies).flatMap((policy) => policy.languages.map((language) => ({ policy, language })));

describe.for(spoken)('$policy.id, $language', ({ policy, language }) => {
  test('members have names of their own, no two of a dimension the same', () => {
    const nameOf = memberNames(policy, language);
    const members = {
      category: policy.categories.map(({ id }) => id),
      channel: policy.channels.map(({ id }) => id),
      band: policy.bands.map(({ id }) => id),
      dayType: policy.dayTypes.map(({ id }) => id),
      region: ['UNKNOWN'],
      choice: ['REFUSED', 'ALLOWED', 'UNSPOKEN'],
      stance: ['LAW', 'REFUSE_EXCEPT', 'REFUSE_ALL'],
      operation: timedOperations,
      call: calls,
      wayIn: ['API', 'WEB', 'SMS', 'CLI', 'IMPORT'],
      outcome: [
        ...['BLOCK/CATEGORY_REFUSED', 'BLOCK/REFUSED', 'ALLOW/DEFAULT', 'BLOCK/DEFAULT', 'REJECTED', 'UNAVAILABLE'],
        ...codeOutcomes,
        ...textsInOutcomes,
      ],
      percentile: ['P50', 'P90', 'P99'],
    } as const;
    for (const dimension of dimensionIds) {
      const ids = ['ALL', ...(members[dimension as keyof typeof members] ?? [])];
      const names = ids.map((id) => nameOf(dimension, id));
      expect(new Set(names).size, names.join('; ')).toBe(ids.length);
      expect(names.filter((name) => name === '' || ids.includes(name))).toEqual([]);
    }
  });
});

test('months and quarters are said as the language says them', () => {
  expect(periodName(cnPolicy, 'zh', '2026-11')).toBe('2026年11月');
  expect(periodName(cnPolicy, 'zh', '2026-Q4')).toBe('2026年第四季度');
  expect(periodName(cnPolicy, 'en', '2026-01')).toBe('January 2026');
  expect(periodName(inPolicy, 'hi', '2026-Q1')).toBe('2026 की पहली तिमाही');
  expect(chartPeriod(cnPolicy, 'en', '2026-Q3')).toEqual({ name: 'Quarter 3 of 2026', tick: 'Q3', year: '2026' });
  expect(periodName(cnPolicy, 'en', '2026-13')).toBe('2026-13');
});
