import fc from 'fast-check';
import { policies } from '../../../src/core/policies/policies.ts';

const words = Object.values(policies).flatMap(({ texts }) => [
  ...texts.verbs.flatMap((row) => row.words),
  ...texts.targets.flatMap((row) => row.words),
  ...texts.replies.flatMap((row) => row.words),
  ...texts.plainRefusals.flatMap((row) => [...row.phrases, ...row.unless]),
]);
const pieces = ['1', '0', '40', '21', '482193', ',', ' ', '#', '*', '+91', '12/10/25', '\u200b', '１', '३', '【', 'x'];

/** Halves of surrogate pairs, marks that turn the direction, what nobody sees, and letters that change with their case. */
const oddUnits = fc.oneof(
  fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
  fc.constantFrom(
    '\ud83d',
    '\udc00',
    '\u202e',
    '\u2066',
    '\u2069',
    '\u200f',
    '\u00ad',
    '\ufb01',
    'ß',
    'İ',
    'ŉ',
    '\u0345',
  ),
);

/** Texts of any kind: binary, of any script, of halves of characters, and of the grammars' own parts in any order. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.array(oddUnits, { maxLength: 40 }).map((units) => units.join('')),
  fc.array(fc.oneof(oddUnits, fc.constantFrom(...words, ...pieces)), { maxLength: 12 }).map((parts) => parts.join('')),
  fc.array(fc.constantFrom(...words, ...pieces), { maxLength: 8 }).map((parts) => parts.join(' ')),
  fc.array(fc.constantFrom(...words, ...pieces), { maxLength: 8 }).map((parts) => parts.join('')),
);

export const anyPolicy = fc.constantFrom(...Object.values(policies));
