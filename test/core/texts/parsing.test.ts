import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normaliseText } from '../../../src/core/texts/normalise-text.ts';
import { parseOwnNumberText } from '../../../src/core/texts/own-number-text.ts';
import { parseReply } from '../../../src/core/texts/reply-text.ts';
import { anyPolicy, anyText } from './any-text.ts';

test('parsing never throws, and understands a text and its normal form alike', () => {
  fc.assert(
    fc.property(anyPolicy, anyText, (policy, text) => {
      const own = parseOwnNumberText(policy, text).intent;
      const reply = parseReply(policy, '1069000000000', text).intent;
      const again = parseReply(policy, '1069000000000', normaliseText(text)).intent;
      expect(again).toEqual(reply);
      if (own.kind !== 'COMPLAINT' && own.kind !== 'REFUSE_SENDER' && own.kind !== 'ADMIT_SENDER') {
        expect(parseOwnNumberText(policy, normaliseText(text)).intent.kind).toBe(own.kind);
      }
    }),
    { numRuns: 2_000 },
  );
});

/** Everything that could change something by itself. */
const changing = new Set([
  'CHANGE',
  'REFUSE_ALL',
  'REFUSE_ALL_BUT',
  'LEAVE',
  'REFUSE_SENDER',
  'ADMIT_SENDER',
  'LANGUAGE',
]);
const answering = new Set(['CONFIRM', 'DECLINE', 'UNDO']);

test('at the registry’s own number no text without a known verb asks for a change', () => {
  fc.assert(
    fc.property(anyPolicy, anyText, (policy, text) => {
      const { kind } = parseOwnNumberText(policy, text).intent;
      if (!changing.has(kind) && !answering.has(kind)) return;
      const normal = normaliseText(text);
      const known = [
        ...policy.texts.verbs.flatMap(({ words }) => words),
        ...Object.values(policy.texts.languageNames).flat(),
      ];
      expect(known.some((word) => normal.includes(normaliseText(word)))).toBe(true);
    }),
    { numRuns: 3_000 },
  );
});

test('codes mean the same in any order, with any separator, or none where nothing else can be meant', () => {
  const separators = fc.constantFrom(',', ', ', ' ', ';', '/', ' + ', '&', '、', '，');
  fc.assert(
    fc.property(anyPolicy, fc.infiniteStream(separators), fc.infiniteStream(fc.nat()), (policy, between, order) => {
      const codes = policy.categories.slice(0, 4).map(({ code, id }) => ({ code, id, at: order.next().value }));
      const shuffled = [...codes].sort((a, b) => a.at - b.at);
      const list = shuffled.reduce((text, { code }) => text + (text === '' ? '' : between.next().value) + code, '');
      const { intent } = parseOwnNumberText(policy, `BLOCK ${list}`);
      expect(intent).toMatchObject({ kind: 'CHANGE' });
      expect(intent.kind === 'CHANGE' && [...intent.refuse.categories].sort()).toEqual(
        codes.map(({ id }) => id).sort(),
      );
      expect(parseOwnNumberText(policy, `block${list}`).intent).toEqual(intent);
      expect(parseOwnNumberText(policy, `BLOCK ${list},0`).intent).toEqual({ kind: 'REFUSE_ALL' });
      expect(parseOwnNumberText(policy, `BLOCK ${list},99`).intent.kind).toBe('UNKNOWN');
    }),
  );
});

test.each(['BLOCK', 'x'.repeat(2_000), `BLOCK ${'1,'.repeat(900)}`, `${'BLOCK '.repeat(300)}z`, '('.repeat(1_900)])(
  'a text of any length is read in time: %.20s…',
  (text) => {
    for (const policy of [fc.sample(anyPolicy, 1)[0]]) {
      expect(policy && parseOwnNumberText(policy, text).intent.kind).toBeDefined();
      expect(policy && parseReply(policy, '1069000000000', text).intent.kind).toBeDefined();
    }
  },
);
