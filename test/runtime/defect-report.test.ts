import { expect, test } from 'vitest';
import { Fault } from '../../src/core/fault.ts';
import { defectReport } from '../../src/runtime/defect-report.ts';

function reporting() {
  const lines: [message: string, facts: Record<string, unknown>][] = [];
  const clock = { ms: 0 };
  const error = (facts: object, message: string) => void lines.push([message, { ...facts }]);
  return { lines, clock, report: defectReport({ info() {}, warn() {}, error }, () => clock.ms) };
}

test('every defect is a line', () => {
  const { lines, report } = reporting();
  for (const correlator of ['a', 'b', 'c']) report(new Error('defect'), correlator);
  expect(lines.map(([message, { correlator }]) => [message, correlator])).toEqual([
    ['a request failed', 'a'],
    ['a request failed', 'b'],
    ['a request failed', 'c'],
  ]);
});

test('an outage is a line a second, which says how many requests it stands for', () => {
  const { lines, report, clock } = reporting();
  const outage = new Fault('UNAVAILABLE', 'The storage failed.', { cause: new Error('disk full') });
  for (clock.ms = 0; clock.ms < 2_500; clock.ms += 10) report(outage, 'c');
  expect(lines.map(([message, { requests, err }]) => [message, requests, err])).toEqual([
    ['requests are refused', 1, outage],
    ['requests are refused', 100, outage],
    ['requests are refused', 100, outage],
  ]);
});
