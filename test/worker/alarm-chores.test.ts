import { beforeEach, expect, test } from 'vitest';
import type { Chore } from '../../src/runtime/chores.ts';
import { AlarmChores } from '../../src/worker/alarm-chores.ts';
import { platformLimits } from '../../src/worker/platform-limits.ts';

const { alarmMs, idleAlarmMs } = platformLimits;
const begunAt = 1_000_000;
let now: number;
let setTo: number | null;
let done: string[];
let complaints: string[];
let chores: AlarmChores;

const alarm = {
  getAlarm: async () => setTo,
  setAlarm: async (at: number) => {
    setTo = at;
  },
};
const chore = (name: string, everyMs: number, more: Partial<Chore> = {}): Chore => ({
  ...{ name, everyMs },
  run: async () => void done.push(name),
  ...more,
});

beforeEach(async () => {
  [now, setTo, done, complaints] = [begunAt, null, [], []];
  const complain = (_facts: object, message: string) => void complaints.push(message);
  chores = new AlarmChores(alarm, { info: complain, warn: complain, error: complain }, () => now);
  await chores.begin([chore('often', alarmMs), chore('seldom', idleAlarmMs), chore('use', 0, { onlyAfterUse: true })]);
});

async function rung(): Promise<readonly string[]> {
  now = setTo ?? now;
  setTo = null;
  done = [];
  await chores.ring();
  return done;
}

test('an object that wakes has an alarm, and does all that may have come due', async () => {
  expect(setTo).toBe(begunAt + alarmMs);
  expect(await rung()).toEqual(['often', 'seldom']);
});

test('an alarm that is set already stays', async () => {
  setTo = begunAt + 1;
  await chores.begin([]);
  expect(setTo).toBe(begunAt + 1);
});

test('what will be due has the alarm ring then, and what is wanted now has it ring at once', async () => {
  let dueAt = begunAt;
  await chores.begin([{ ...chore('files', 0), nextDueAt: () => dueAt }]);
  await rung();
  expect(setTo).toBe(now + alarmMs);
  dueAt = now + 7 * alarmMs;
  await rung();
  expect(setTo).toBe(dueAt);
  dueAt = now + 2 * idleAlarmMs;
  await rung();
  expect(setTo).toBe(now + idleAlarmMs);
  chores.wanted();
  expect(setTo).toBe(now);
});

test('while somebody asks the alarm comes soon, else when it is just often enough', async () => {
  await rung();
  expect(setTo).toBe(now + idleAlarmMs);
  chores.used();
  expect(setTo).toBe(now + alarmMs);
  expect(await rung()).toEqual(['often', 'use']);
  expect(setTo).toBe(now + alarmMs);
  expect(await rung()).toEqual(['often']);
  expect(setTo).toBe(now + idleAlarmMs);
  expect(await rung()).toEqual(['often', 'seldom']);
});

test('what is under way keeps the object awake', async () => {
  await chores.begin([{ ...chore('long', idleAlarmMs), isUnderWay: () => true }]);
  await rung();
  expect(setTo).toBe(now + alarmMs);
});

test('a chore that fails is told of, keeps no other from being done, and comes again', async () => {
  const failing = chore('failing', 0, { run: () => Promise.reject(new Error('broken')) });
  await chores.begin([failing, chore('behind', 0)]);
  expect(await rung()).toContain('behind');
  expect(await rung()).toContain('behind');
  expect(complaints).toEqual(['a chore failed', 'a chore failed']);
});

test('the next alarm stands before anything is done', async () => {
  let seen: number | null = null;
  const look = chore('look', 0, {
    run: async () => {
      seen = setTo;
    },
  });
  await chores.begin([look]);
  await rung();
  expect(seen).toBe(now + idleAlarmMs);
});
