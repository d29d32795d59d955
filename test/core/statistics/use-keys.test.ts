import fc from 'fast-check';
import { expect, test } from 'vitest';
import { organisationRoles } from '../../../src/core/organisation.ts';
import { cnPolicy } from '../../../src/core/policies/cn.ts';
import { timeClassesMs, timeClassOf } from '../../../src/core/statistics/time-classes.ts';
import {
  answerTimeKey,
  calls,
  codeKey,
  codeOutcomes,
  type EnquiryOutcome,
  enquiryKey,
  inwards,
  parseAnswerTimeKey,
  parseCodeKey,
  parseEnquiryKey,
  parsePropagationTimeKey,
  parseTextKey,
  propagationTimeKey,
  textKey,
  textsInOutcomes,
  timedOperations,
} from '../../../src/core/statistics/use-keys.ts';

const day = '2026-11-22';
const outcomes: readonly EnquiryOutcome[] = ['ALLOW/DEFAULT', 'BLOCK/REFUSED', 'BLOCK/HOURS_REFUSED', 'REJECTED'];

test('what a key of enquiries is made of is read back from it', () => {
  const count = fc.record({
    day: fc.constantFrom(day, '2027-01-01'),
    call: fc.constantFrom(...calls),
    role: fc.constantFrom(...organisationRoles),
    category: fc.constantFrom(...cnPolicy.categories.map(({ id }) => id)),
    channel: fc.constantFrom(...cnPolicy.channels.map(({ id }) => id)),
    outcome: fc.constantFrom(...outcomes),
  });
  fc.assert(
    fc.property(count, (one) => {
      expect(parseEnquiryKey(enquiryKey(one))).toEqual(one);
    }),
  );
});

test('no key tells a quarantine from a refusal of all', () => {
  const count = { day, call: 'LOOKUP', role: 'CARRIER', category: 'HEALTH', channel: 'SMS' } as const;
  const keys = (['BLOCK/QUARANTINE', 'BLOCK/ALL_REFUSED', 'BLOCK/REFUSED'] as const).map((outcome) =>
    enquiryKey({ ...count, outcome }),
  );
  expect(new Set(keys).size).toBe(1);
});

test('the keys of codes, texts and times are read back', () => {
  for (const outcome of codeOutcomes) expect(parseCodeKey(codeKey(day, outcome))).toEqual({ day, outcome });
  for (const outcome of textsInOutcomes) {
    expect(parseTextKey(textKey(day, inwards, outcome))).toEqual({ day, outcome });
  }
  for (const classMs of timeClassesMs) {
    for (const operation of timedOperations) {
      expect(parseAnswerTimeKey(answerTimeKey(day, operation, classMs))).toEqual({ day, operation, classMs });
    }
    expect(parsePropagationTimeKey(propagationTimeKey(day, classMs))).toEqual({ day, classMs });
  }
});

test.for([
  ['CODE', 'ACCEPTED', 'ACCEPTED'],
  ['REPLY', 'REJECTED', 'FAILED'],
  ['REPLY', 'EXPIRED_IN_DOUBT', 'EXPIRED'],
  ['CONSENT_REQUEST', 'NOT_NEEDED', 'DROPPED'],
] as const)('a text for a %s that ended as %s is %s in figures', ([way, outcome, told]) => {
  expect(parseTextKey(textKey(day, way, outcome))).toEqual({ day, outcome: told });
});

test('what is no key is none', () => {
  const wrong = ['', 'LOOKUP/2026-11-22/a', 'ENQUIRY/2026-02-30/LOOKUP/BRAND/HEALTH/SMS/ALLOW/DEFAULT'];
  const parsers = [parseEnquiryKey, parseCodeKey, parseTextKey, parseAnswerTimeKey, parsePropagationTimeKey];
  const more = [
    ...[`ENQUIRY/${day}/CALL/BRAND/HEALTH/SMS/ALLOW/DEFAULT`, `ENQUIRY/${day}/LOOKUP/BRAND/HEALTH/SMS`],
    ...[`ENQUIRY/${day}/LOOKUP/BRAND/HEALTH/SMS/REUSED`, `CODE/${day}/SENT/SENT`, `CODE/${day}/LOST`],
    ...[`TEXT/${day}/IN/ACCEPTED`, `TEXT/${day}/CODE/UNDERSTOOD`, `TEXT/${day}/ACCEPTED`],
    ...[`ANSWER_MS/${day}/LOOKUP/3`, `ANSWER_MS/${day}/SCRUB/4`, `PROPAGATION_MS/${day}/`],
  ];
  for (const key of [...wrong, ...more])
    expect(parsers.map((parse) => parse(key))).toEqual(parsers.map(() => undefined));
});

test('a time lies in the first class whose upper end is not below it', () => {
  const someMs = fc.oneof(fc.double({ min: 0, max: 70_000, noNaN: true }), fc.constantFrom(...timeClassesMs));
  fc.assert(
    fc.property(someMs, (ms) => {
      const place = timeClassesMs.findIndex((end) => ms <= end);
      expect(timeClassOf(ms)).toBe(place < 0 ? timeClassesMs.length - 1 : place);
    }),
  );
  expect([0, -1, Number.POSITIVE_INFINITY, 1e12].map(timeClassOf)).toEqual([0, 0, 19, 19]);
});
