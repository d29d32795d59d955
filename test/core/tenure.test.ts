import { expect, test } from 'vitest';
import { startOfLocalDate } from '../../src/core/local-time.ts';
import { noDetail } from '../../src/core/number-record.ts';
import { type Tenure, type TenureChanged, tenureChanged } from '../../src/core/tenure.ts';

const now = Date.parse('2026-11-22T12:00:00+08:00');
const verifiedFrom = startOfLocalDate('Asia/Shanghai', '2026-03-01') ?? 0;
const closed = (text: string): Tenure => ({ ordinal: 1, closedAt: Date.parse(text) });
const open: Tenure = { ordinal: 2, openedAt: Date.parse('2026-02-01T00:00:00+08:00') };

test.each<[string, readonly Tenure[], number | undefined, TenureChanged]>([
  ['nothing reported, carrier reports all the while', [], verifiedFrom - 1, 'NO'],
  ['nothing reported, carrier reports since that very day', [], verifiedFrom, 'NO'],
  ['nothing reported, carrier reports since later', [], verifiedFrom + 1, 'NO_DATA'],
  ['nothing reported, carrier does not report all', [], undefined, 'NO_DATA'],
  ['closed afterwards', [closed('2026-05-01T00:00:00+08:00')], verifiedFrom, 'YES'],
  ['closed afterwards, carrier does not report all', [closed('2026-05-01T00:00:00+08:00')], undefined, 'YES'],
  ['closed on the same day', [closed('2026-03-01T00:00:00+08:00')], verifiedFrom, 'YES'],
  ['closed late on the same day', [closed('2026-03-01T23:59:59+08:00')], verifiedFrom, 'YES'],
  ['closed the day before', [closed('2026-02-28T23:59:59.999+08:00')], verifiedFrom, 'NO'],
  [
    'closed the day before, carrier does not report all',
    [closed('2026-02-28T23:59:59.999+08:00')],
    undefined,
    'NO_DATA',
  ],
  ['an open tenure is no change', [open], verifiedFrom, 'NO'],
  ['closed before, then given to another', [closed('2026-01-15T00:00:00+08:00'), open], verifiedFrom, 'NO'],
  [
    'given to another who has left again',
    [closed('2026-01-15T00:00:00+08:00'), { ...open, closedAt: now }],
    undefined,
    'YES',
  ],
])('%s', (_, tenures, since, expected) => {
  const coverage = since === undefined ? {} : { since };
  expect(tenureChanged({ ...noDetail, tenures }, verifiedFrom, coverage, now)).toBe(expected);
});

test('of a day still to come there is no data', () => {
  expect(tenureChanged(noDetail, now + 1, { since: 0 }, now)).toBe('NO_DATA');
});
