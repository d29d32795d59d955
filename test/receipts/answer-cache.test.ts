import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AnswerQuestion, answerCache, answerKey, answerUntil } from '../../src/receipts/answer-cache.ts';

const limits = { entriesMax: 100, bytesMax: 100_000 };

test('an answer is given until the millisecond before its end, and not from then on', () => {
  const cache = answerCache(limits);
  cache.put('key', { body: 'body', until: 1_000 });
  expect(cache.get('key', 999)).toBe('body');
  expect(cache.get('key', 1_000)).toBeUndefined();
  expect(cache.get('key', 999)).toBeUndefined();
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
          cache.put(step.key, step);
          model.set(step.key, step);
        } else {
          const body = cache.get(step.key, step.now);
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
  const few = answerCache({ entriesMax: 10, bytesMax: 100_000 });
  const small = answerCache({ entriesMax: 1_000, bytesMax: 10_000 });
  for (let i = 0; i < 100; i++) {
    few.put(`${i}`, { body: 'x', until: 1 });
    small.put(`${i}`, { body: 'x'.repeat(1_000), until: 1 });
  }
  const held = (cache: typeof few) =>
    Array.from({ length: 100 }, (_, i) => cache.get(`${i}`, 0)).filter(Boolean).length;
  expect(held(few)).toBe(10);
  expect(held(small)).toBeGreaterThan(5);
  expect(held(small)).toBeLessThan(10);
});

const id = fc.stringMatching(/^[A-Za-z0-9_.-]{1,12}$/);
const questions: fc.Arbitrary<AnswerQuestion> = fc.record({
  asker: id,
  number: fc.integer({ min: 10_000, max: 999_999_999_999_999 }),
  category: id,
  channel: id,
  messageClass: id,
  receiptForm: id,
  plannedAt: fc.option(fc.nat(), { nil: undefined }),
  lastVerifiedOn: fc.option(fc.string(), { nil: undefined }),
  sender: fc.option(fc.string(), { nil: undefined }),
  blockVersion: fc.nat(),
  standingKey: fc.stringMatching(/^\d{1,6}\/\d{1,6}$/),
  keysPosition: fc.nat(),
  policy: id,
});

test('questions that differ in one part have different keys, equal ones have equal keys', () => {
  fc.assert(
    fc.property(questions, questions, (one, other) => {
      expect(answerKey({ ...one })).toBe(answerKey(one));
      for (const part of Object.keys(one) as (keyof AnswerQuestion)[]) {
        const changed = { ...one, [part]: other[part] };
        expect(answerKey(changed) === answerKey(one)).toBe(one[part] === other[part]);
      }
    }),
  );
});

test('what a stranger words cannot be read as another part', () => {
  fc.assert(
    fc.property(questions, fc.string(), fc.string(), fc.string(), fc.string(), (question, a, b, c, d) => {
      const one = answerKey({ ...question, lastVerifiedOn: a, sender: b });
      const other = answerKey({ ...question, lastVerifiedOn: c, sender: d });
      expect(one === other).toBe(a === c && b === d);
    }),
  );
  const question = fc.sample(questions, 1)[0] as AnswerQuestion;
  const none = answerKey({ ...question, lastVerifiedOn: undefined, sender: '-' });
  expect(none).not.toBe(answerKey({ ...question, lastVerifiedOn: '-', sender: undefined }));
});
