import { expect, test } from 'vitest';
import { scrubDoor, termsQuery } from './scrub-door.ts';

const offset = 'header:Upload-Offset';

/** Header fields of a part, and what is wrong with them, where six bytes have arrived. */
const partsOf: readonly (readonly [
  what: string,
  headers: Readonly<Record<string, string>>,
  status: number,
  field: string,
  limit: string,
])[] = [
  ['no offset', {}, 400, offset, 'bytes that have arrived before'],
  ['a negative offset', { 'upload-offset': '-1' }, 400, offset, 'bytes that have arrived before'],
  ['an offset that is no integer', { 'upload-offset': '6.0' }, 400, offset, 'bytes that have arrived before'],
  ['two offsets', { 'upload-offset': '6, 6' }, 400, offset, 'bytes that have arrived before'],
  ['an offset in hexadecimal', { 'upload-offset': '0x6' }, 400, offset, 'bytes that have arrived before'],
  ['an offset of 16 digits', { 'upload-offset': '9'.repeat(16) }, 400, offset, 'bytes that have arrived before'],
  ['an offset before the end', { 'upload-offset': '5' }, 409, offset, '6'],
  ['an offset past the end', { 'upload-offset': '7' }, 409, offset, '6'],
  ['a huge offset', { 'upload-offset': '9'.repeat(15) }, 409, offset, '6'],
  [
    'a part that is too long, as declared',
    { 'upload-offset': '6', 'content-length': '2147483643' },
    413,
    'body',
    'at most 2147483648 bytes a list',
  ],
];

test('parts of an upload that do not fit are refused by name, and what has arrived stays', async () => {
  const door = await scrubDoor();
  const opened = await door.ask('POST', `?${termsQuery}`, { headers: { prefer: 'respond-async' } });
  const path = `/${((await opened.json()) as { scrubId: string }).scrubId}/input`;
  const send = (body: string, headers: Readonly<Record<string, string>>) =>
    door.ask('PATCH', path, { body, headers: { 'content-type': 'application/partial-upload', ...headers } });
  expect((await send('138000', { 'upload-offset': '0' })).status).toBe(200);
  for (const [what, headers, status, field, limit] of partsOf) {
    const response = await send('x', headers);
    expect([what, response.status, await response.json()]).toEqual([
      what,
      status,
      expect.objectContaining({ field, limit }),
    ]);
    expect((await door.ask('HEAD', path)).headers.get('upload-offset')).toBe('6');
  }
  expect((await send('00001\n', { 'upload-offset': '6', 'upload-complete': '?1' })).status).toBe(200);
  const late = await send('13800000009\n', { 'upload-offset': '12' });
  expect([late.status, await late.json()]).toEqual([409, expect.objectContaining({ limit: 'UPLOADING' })]);
});
