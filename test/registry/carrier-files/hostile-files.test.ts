import { expect, test, vi } from 'vitest';
import { runCarrierFiles } from '../../../src/registry/carrier-files/run-carrier-files.ts';
import { chineseNumber, wire } from '../memory-registry.ts';
import { withCarriers } from '../numbers/carriers.ts';
import { kindsOf } from '../numbers/number-changes.ts';
import { answered, manifestOf, sent } from './sent-files.ts';

const number = wire(chineseNumber(1));
const heads = 'phoneNumber,refuse,proof,reference';
const row = `${number},FIN_CREDIT,OTP,r1`;
const plain = `${heads}\n${row}\n`;

const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
const swapped = (text: string) => Buffer.from(utf16(text)).swap16();

test.for<[string, string | Uint8Array]>([
  ['UTF-8', plain],
  ['a byte order mark', `\ufeff${plain}`],
  ['UTF-16, little end first', utf16(plain)],
  ['UTF-16, big end first', swapped(plain)],
  ['CRLF', plain.replaceAll('\n', '\r\n')],
  ['CR alone', plain.replaceAll('\n', '\r')],
  ['no line end at the end', plain.trimEnd()],
  ['blank lines', `\n\n${plain.replaceAll('\n', '\n\n')}\n`],
  ['semicolons', plain.replaceAll(',', ';')],
  ['tabs', plain.replaceAll(',', '\t')],
  ['bars', plain.replaceAll(',', '|')],
  ['everything in quotation marks', plain.replaceAll(/[^,\n]+/g, '"$&"')],
  ['a break within quotation marks', plain.replace('FIN_CREDIT', '"FIN_CREDIT\r\nHEALTH"')],
  ['heads in capitals, with spaces around', plain.replace(heads, ' PHONENUMBER , REFUSE,PROOF,REFERENCE')],
  ['a number as a spreadsheet’s text', plain.replace(number, `'${number}`)],
  ['a number in full-width digits', plain.replace('+86', '＋８６')],
])('a file with %s is read', async ([, content]) => {
  const { registry, carriers } = await withCarriers();
  expect(await answered(registry, carriers.first, content, manifestOf(content, 1))).toMatchObject([
    { row: '1', reference: 'r1', status: 'REGISTERED' },
  ]);
  expect(registry.store.number(chineseNumber(1)).record.state.preferences.categories).toMatchObject({
    FIN_CREDIT: 'REFUSE',
  });
});

test.for<[string, string | Uint8Array, string | RegExp]>([
  ['nothing', '', 'empty'],
  ['blank lines alone', '\n\n', 'empty'],
  ['no heads', `${row}\n`, 'column 1'],
  ['a head that is not known', plain.replace('reference', 'comment'), 'column 4'],
  ['a head twice', plain.replace('reference', 'refuse'), 'twice'],
  ['no proofs', 'phoneNumber,refuse\n', 'proof'],
  [
    'a quotation mark that is never closed',
    plain.replace('FIN_CREDIT', '"FIN_CREDIT'),
    /quotation mark|number of rows/,
  ],
  ['a line without end', `${heads}\n${'x'.repeat(200_000)}`, 'too long'],
  ['a first line without end', 'x'.repeat(200_000), 'too long'],
  ['two thousand columns', `${plain}${','.repeat(2_000)}\n`, 'columns'],
  ['a cell of 40,000 bytes', plain.replace('FIN_CREDIT', 'x'.repeat(40_000)), 'cell'],
  ['a spreadsheet’s own form', Buffer.from('504b030414000600', 'hex'), 'CSV'],
  ['a compressed file', Buffer.from('1f8b0800000000000003', 'hex'), 'column 1'],
  ['more rows than its manifest says', `${plain}${row}\n`, 'rows'],
])('a file with %s is refused whole', async ([, content, words]) => {
  const { registry, carriers } = await withCarriers();
  await expect(sent(registry, carriers.first, content, manifestOf(content, 1))).rejects.toThrow(words);
  expect(await runCarrierFiles(registry)).toBe(true);
  expect(kindsOf(registry, chineseNumber(1))).toEqual([]);
});

test.for<[string, string | Uint8Array]>([
  [
    'GBK',
    Buffer.concat([Buffer.from(`${heads}\n${number},FIN_CREDIT,OTP,`), Buffer.from([0xb1, 0xb1, 0xbe, 0xa9, 10])]),
  ],
  ['a NUL', plain.replace('OTP', 'O\0TP')],
  ['a formula for a number', plain.replace(number, '=HYPERLINK("x")')],
  ['a formula for a reference', plain.replace('r1', '@SUM(1)')],
  ['a reference of 65 letters', plain.replace('r1', 'r'.repeat(65))],
  ['a mark that turns the direction', plain.replace('r1', '\u202er1')],
])('a row with %s is rejected, and says so', async ([, content]) => {
  const { registry, carriers } = await withCarriers();
  expect(await answered(registry, carriers.first, content, manifestOf(content, 1))).toMatchObject([
    { row: '1', status: 'REJECTED', code: 'INVALID_ARGUMENT' },
  ]);
});

test('a file with millions of rows is read no further than its manifest says', async () => {
  const { registry, carriers } = await withCarriers();
  const content = `${heads}\n${'a\n'.repeat(2 ** 20)}`;
  let bytes = 0;
  const input = registry.carrierFiles.input.bind(registry.carrierFiles);
  vi.spyOn(registry.carrierFiles, 'input').mockImplementation(async function* (...of) {
    for await (const chunk of input(...of)) {
      bytes += chunk.length;
      yield chunk;
    }
  });
  await expect(sent(registry, carriers.first, content, manifestOf(content, 10))).rejects.toMatchObject({
    limit: '10 rows; it has more',
  });
  expect(bytes).toBeLessThan(2 ** 19);
});

test('a file of heads alone is a day without wishes', async () => {
  const { registry, carriers } = await withCarriers();
  expect(await answered(registry, carriers.first, `${heads}\n`, manifestOf(`${heads}\n`, 0))).toEqual([]);
});
