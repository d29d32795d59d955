import { expect, test } from 'vitest';
import { formParts } from '../../src/runtime/form-parts.ts';
import { formPartLimits } from '../../src/web/form-parts.ts';

const boundary = '----WebKitFormBoundaryAbC123';
const type = `multipart/form-data; boundary=${boundary}`;
// With what looks like the boundary, and line ends at both ends of a file.
const list = '\r\nname;phone\r\nAnna;138\r\n--x\r\n\r\n------WebKitFormBoundaryAb\r\n';

function part(name: string, content: string, more = ''): string {
  return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${content}\r\n`;
}

const file = part('list', list, '; filename="名单 <b>.csv"\r\nContent-Type: text/csv');
const end = `--${boundary}--\r\n`;

async function* cut(text: string, bytes: number): AsyncGenerator<Uint8Array> {
  const all = new TextEncoder().encode(text);
  for (let at = 0; at < all.length; at += bytes) yield all.slice(at, at + bytes);
}

async function read(text: string, bytes = 65_536, contentType = type): Promise<readonly (readonly string[])[]> {
  const parts: string[][] = [];
  for await (const found of formParts(contentType, cut(text, bytes))) {
    if (found.kind === 'FIELD') parts.push([found.name, found.value]);
    else {
      const decoder = new TextDecoder();
      let content = '';
      for await (const chunk of found.bytes) content += decoder.decode(chunk, { stream: true });
      parts.push([found.name, found.fileName, found.mediaType, content]);
    }
  }
  return parts;
}

test('a form is read the same wherever the network cuts it, and whatever comes first', async () => {
  const asFile = ['list', '名单 <b>.csv', 'text/csv', list];
  for (let bytes = 1; bytes < 400; bytes++) {
    expect(await read(part('token', 'abc') + file + part('z', '') + end, bytes), `${bytes}`).toEqual([
      ['token', 'abc'],
      asFile,
      ['z', ''],
    ]);
    expect(await read(file + part('token', 'ä') + end, bytes), `${bytes}`).toEqual([asFile, ['token', 'ä']]);
  }
});

test('a form that ends anywhere before its end is no form', async () => {
  const whole = part('token', 'abc') + file + end;
  const { length } = new TextEncoder().encode(whole);
  for (let bytes = 0; bytes < length - 4; bytes++) {
    const text = Buffer.from(whole).subarray(0, bytes).toString('latin1');
    await expect(read(text), `${bytes} bytes`).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  }
});

test.for([
  ['no boundary', 'multipart/form-data', end, 'UNSUPPORTED_MEDIA_TYPE'],
  ['an empty boundary', 'multipart/form-data; boundary=', end, 'UNSUPPORTED_MEDIA_TYPE'],
  ['another type', 'text/csv', list, 'UNSUPPORTED_MEDIA_TYPE'],
  ['another multipart type', `multipart/mixed; boundary=${boundary}`, end, 'UNSUPPORTED_MEDIA_TYPE'],
  ['another boundary', 'multipart/form-data; boundary=other', file + end, 'INVALID_ARGUMENT'],
  ['a long field', type, part('x', 'x'.repeat(formPartLimits.fieldBytesMax + 1)) + end, 'PAYLOAD_TOO_LARGE'],
  ['many parts', type, part('x', '').repeat(formPartLimits.partsMax + 1) + end, 'PAYLOAD_TOO_LARGE'],
  ['gzip', type, '\x1f\x8b\x08\x00\x00', 'INVALID_ARGUMENT'],
] as const)('%s', async ([, contentType, text, code]) => {
  await expect(read(text, 65_536, contentType)).rejects.toMatchObject({ code });
});

test('a file that nobody reads is passed over, and who stops reading stops the rest', async () => {
  const large = part('list', 'x'.repeat(1_000_000), '; filename="x"');
  const names: string[] = [];
  for await (const { name } of formParts(type, cut(large + part('z', '') + end, 65_536))) names.push(name);
  expect(names).toEqual(['list', 'z']);
  let taken = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    yield* cut(part('list', 'x', '; filename="x"').slice(0, -2), 65_536);
    for (; taken < 1_000; taken++) yield new Uint8Array(65_536);
  }
  for await (const found of formParts(type, endless())) {
    if (found.kind === 'FILE') for await (const _ of found.bytes) break;
    break;
  }
  expect(taken).toBeLessThan(100);
});

test('a body that fails is heard in the middle of its file', async () => {
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield* cut(part('list', 'x'.repeat(100_000), '; filename="x"').slice(0, -2), 65_536);
    throw new Error('reset');
  }
  const reading = async () => {
    for await (const found of formParts(type, failing())) {
      if (found.kind === 'FILE') for await (const _ of found.bytes);
    }
  };
  await expect(reading()).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
});
