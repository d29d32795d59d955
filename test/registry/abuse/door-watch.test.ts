import { expect, test } from 'vitest';
import { dayMs } from '../../../src/core/time.ts';
import { type DoorSign, DoorWatch, doorKinds, doorWords } from '../../../src/registry/abuse/door-watch.ts';

const now = Date.UTC(2026, 10, 22, 4);
const sign: DoorSign = { kind: 'CODE_PUMPING', subject: 'x', shown: { block: '+8613800******' } };

test.for(doorKinds)('%s is told from its measure on, then one by one, and anew the next day', (kind) => {
  const doors = new DoorWatch();
  const { from } = doorWords[kind];
  const saw = (at = now) => doors.saw({ ...sign, kind }, 'subject-1', at);
  for (let seen = 1; seen < from; seen++) expect(saw()).toBeUndefined();
  expect(saw()).toEqual({ kind, key: 'subject-', shown: sign.shown, measure: from });
  expect(saw()).toMatchObject({ measure: 1 });
  expect(saw(now + dayMs)?.measure).toBe(from === 1 ? 1 : undefined);
});

test('of many subjects the first are told of each, the rest together and without a place', () => {
  const doors = new DoorWatch();
  const keys = new Map<string, number>();
  for (let subject = 0; subject < 1_000; subject++) {
    for (let time = 0; time < doorWords.CODE_PUMPING.from; time++) {
      const notice = doors.saw(sign, String(subject).padStart(43, '0').split('').reverse().join(''), now);
      if (notice === undefined) continue;
      keys.set(notice.key, (keys.get(notice.key) ?? 0) + notice.measure);
      if (notice.key === 'others') expect(notice.shown).toEqual({});
    }
  }
  expect(keys.size).toBe(51);
  expect(keys.get('others')).toBe((1_000 - 50) * doorWords.CODE_PUMPING.from);
});

test('a flood of subjects does not fill the memory: the oldest count from nothing again', () => {
  const doors = new DoorWatch();
  const { from } = doorWords.CODE_PUMPING;
  const saw = (id: string) => doors.saw(sign, id, now);
  for (let time = 1; time < from; time++) saw('first');
  for (let subject = 0; subject < 20_000; subject++) saw(`other-${subject}`);
  expect(saw('first')).toBeUndefined();
});
