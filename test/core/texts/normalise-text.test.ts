import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asciiDigits, normaliseText, visibleText } from '../../../src/core/texts/normalise-text.ts';
import { anyText } from './any-text.ts';

test.for([
  ['ＢＬＯＣＫ　１，２', 'BLOCK 1,2'],
  ['\u200bSTOP\ufeff', 'STOP'],
  ['“Stop.”', 'STOP'],
  ['«baja»', 'BAJA'],
  ['arrêt', 'ARRET'],
  ['e\u200d\u0301', 'E'],
  ['block\t\r\n1', 'BLOCK 1'],
  ['don’t', "DON'T"],
  ['हिंदी', 'हिंदी'],
  ['STOP\ufe0f', 'STOP'],
  ['！！！', ''],
])('%j reads %j', ([text, normal]) => {
  expect(normaliseText(text as string)).toBe(normal);
});

test.for([
  ['०१२३४५६७८९', 'Devanagari'],
  ['٠١٢٣٤٥٦٧٨٩', 'Arabic-Indic'],
  ['۰۱۲۳۴۵۶۷۸۹', 'Persian'],
  ['০১২৩৪৫৬৭৮৯', 'Bengali'],
  ['𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗', 'mathematical'],
])('%s are digits (%s)', ([digits]) => {
  expect(asciiDigits((digits as string).normalize('NFKC'))).toBe('0123456789');
});

test('normalisation is idempotent and never throws', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const normal = normaliseText(text);
      expect(normaliseText(normal)).toBe(normal);
    }),
    { numRuns: 2_000 },
  );
});

test('what is quoted keeps its case, width and marks', () => {
  expect(visibleText(' 【示例】\u200b 3*4折！ ')).toBe('【示例】 3*4折！');
});
