import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type AnswerQuestion,
  answerCache,
  answerReuseMs,
  answerUntil,
  questionKey,
} from '../../src/receipts/answer-cache.ts';

const limits = { entriesMax: 100, bytesMax: 100_000, questionsMax: 100 };
const number = '+8613800138000';
const version = 7;
const outcome = 'ALLOW/DEFAULT';

test('an answer is given until the millisecond before its end, and not from then on', () => {
  const cache = answerCache(limits);
  cache.put(1, number, { body: 'body', outcome, version, until: 1_000 });
  expect(cache.get(1, number, version, 999)).toMatchObject({ body: 'body', outcome });
  expect(cache.get(1, number, version, 1_000)).toBeUndefined();
  expect(cache.get(1, number, version, 999)).toBeUndefined();
});

test('an answer is given for its question, its number and its version of the block only', () => {
  const cache = answerCache(limits);
  const put = () => cache.put(1, number, { body: 'body', outcome, version, until: 1_000 });
  put();
  expect(cache.get(2, number, version, 0)).toBeUndefined();
  expect(cache.get(1, '+8613800138001', version, 0)).toBeUndefined();
  expect(cache.get(1, number, version + 1, 0)).toBeUndefined();
  put();
  expect(cache.get(1, number, version, 0)?.body).toBe('body');
});

test('equal questions have one id, others have others, and an id that was forgotten is never given again', () => {
  const cache = answerCache({ ...limits, questionsMax: 2 });
  const [first, second, third] = fc.sample(questions, 3).map((one, at) => ({ ...one, asker: `asker-${at}` }));
  const id = cache.questionId(first as AnswerQuestion);
  expect(cache.questionId({ ...(first as AnswerQuestion) })).toBe(id);
  const others = [second, third].map((one) => cache.questionId(one as AnswerQuestion));
  expect(new Set([id, ...others, cache.questionId(first as AnswerQuestion)]).size).toBe(4);
});

test('an answer from the time before the clock was set back is not given', () => {
  const cache = answerCache(limits);
  cache.put(1, number, { body: 'body', outcome, version, until: 90_000_000 });
  expect(cache.get(1, number, version, 90_000_000 - answerReuseMs - 1)).toBeUndefined();
});

test.each([
  ['five minutes after iat', [], 1_300_000],
  ['the end of the decision', [1_200_000], 1_200_000],
  ['the end of a consent, if that is sooner', [1_200_000, 1_100_000], 1_100_000],
  ['five minutes, if everything else ends later', [1_400_000, undefined], 1_300_000],
])('an answer may be reused until %s', (_, ends, until) => {
  expect(answerUntil(1_000, ...ends)).toBe(until);
});

test('under any order of puts and gets nothing is given late, and only what was put last', () => {
  const keys = ['a', 'b', 'c'];
  const put = fc.record({ key: fc.constantFrom(...keys), until: fc.nat(50), body: fc.string() });
  const get = fc.record({ key: fc.constantFrom(...keys), now: fc.nat(50) });
  fc.assert(
    fc.property(fc.array(fc.oneof(put, get)), (steps) => {
      const cache = answerCache(limits);
      const model = new Map<string, { body: string; until: number }>();
      for (const step of steps) {
        if ('body' in step) {
          cache.put(1, step.key, { ...step, outcome, version });
          model.set(step.key, step);
        } else {
          const body = cache.get(1, step.key, version, step.now)?.body;
          const put = model.get(step.key);
          if (body !== undefined) expect(put).toMatchObject({ body });
          if (put !== undefined && step.now >= put.until) {
            expect(body).toBeUndefined();
            model.delete(step.key);
          } else if (put !== undefined) expect(body).toBe(put.body);
        }
      }
    }),
  );
});

test('entries and bytes are bounded', () => {
  const few = answerCache({ ...limits, entriesMax: 10 });
  const small = answerCache({ ...limits, entriesMax: 1_000, bytesMax: 10_000 });
  for (let i = 0; i < 100; i++) {
    few.put(1, `+${i}`, { body: 'x', outcome, version, until: 1 });
    small.put(1, `+${i}`, { body: 'x'.repeat(1_000), outcome, version, until: 1 });
  }
  const held = (cache: typeof few) =>
    Array.from({ length: 100 }, (_, i) => cache.get(1, `+${i}`, version, 0)).filter(Boolean).length;
  expect(held(few)).toBe(10);
  expect(held(small)).toBeGreaterThan(5);
  expect(held(small)).toBeLessThan(10);
});

const id = fc.stringMatching(/^[A-Za-z0-9_.-]{1,12}$/);
const questions: fc.Arbitrary<AnswerQuestion> = fc.record({
  asker: id,
  category: id,
  channel: id,
  messageClass: id,
  receiptForm: id,
  plannedAt: fc.option(fc.nat(), { nil: undefined }),
  lastVerifiedOn: fc.option(fc.string(), { nil: undefined }),
  sender: fc.option(fc.string(), { nil: undefined }),
  standingKey: fc.stringMatching(/^\d{1,6}\/\d{1,6}$/),
  keysPosition: fc.nat(),
  policy: id,
});

test('a question about a number is known again at once, and is taken for no other', () => {
  const cache = answerCache({ entriesMax: 1, bytesMax: 1_000, questionsMax: 1 });
  for (let questionId = 1; questionId <= 20; questionId++) {
    for (let line = 0; line < 200; line++) {
      const number = `+86138${String(line * 7).padStart(8, '0')}`;
      const asked = [cache.isAskedAgain(questionId, number), cache.isAskedAgain(questionId, number)];
      expect(asked).toEqual([false, true]);
    }
  }
});

test('questions that differ in one part have different keys, equal ones have equal keys', () => {
  fc.assert(
    fc.property(questions, questions, (one, other) => {
      expect(questionKey({ ...one })).toBe(questionKey(one));
      for (const part of Object.keys(one) as (keyof AnswerQuestion)[]) {
        const changed = { ...one, [part]: other[part] };
        expect(questionKey(changed) === questionKey(one)).toBe(one[part] === other[part]);
      }
    }),
  );
});

test('what a stranger words cannot be read as another part', () => {
  fc.assert(
    fc.property(questions, fc.string(), fc.string(), fc.string(), fc.string(), (question, a, b, c, d) => {
      const one = questionKey({ ...question, lastVerifiedOn: a, sender: b });
      const other = questionKey({ ...question, lastVerifiedOn: c, sender: d });
      expect(one === other).toBe(a === c && b === d);
    }),
  );
  const question = fc.sample(questions, 1)[0] as AnswerQuestion;
  const none = questionKey({ ...question, lastVerifiedOn: undefined, sender: '-' });
  expect(none).not.toBe(questionKey({ ...question, lastVerifiedOn: '-', sender: undefined }));
});
