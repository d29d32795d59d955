import { expect, test } from 'vitest';
import { consoleLog } from '../../src/worker/console-log.ts';

function lines(level: Parameters<typeof consoleLog>[0], say: (log: ReturnType<typeof consoleLog>) => void) {
  const written: string[] = [];
  say(consoleLog(level, { log: (line: string) => void written.push(line) }));
  return written.map((line) => JSON.parse(line) as Record<string, unknown>);
}

test('a line is an object with its level, its facts and what happened', () => {
  const [line] = lines('info', (log) => log.warn({ period: '2026-10' }, 'something is so'));
  expect(line).toMatchObject({ level: 'warn', period: '2026-10', msg: 'something is so' });
});

test('what is below the level is not said', () => {
  expect(lines('warn', (log) => log.info({}, 'a'))).toEqual([]);
  expect(lines('silent', (log) => log.error({}, 'a'))).toEqual([]);
});

test('an error is shown with its stack and its causes, and no number in any', () => {
  const err = new Error('it failed', { cause: new Error('for +8613800138000') });
  const [line] = lines('error', (log) => log.error({ err }, 'a request failed'));
  expect(line).toMatchObject({ err: { type: 'Error', message: 'it failed', cause: { message: 'for [number]' } } });
  expect(JSON.stringify(line)).not.toContain('13800138000');
});
