import fc from 'fast-check';
import { compactVerify, decodeProtectedHeader, importJWK } from 'jose';
import { expect, test } from 'vitest';
import { generateSigningKey } from '../../src/receipts/signing-key-pair.ts';
import { keyedHash } from '../../src/registry/access/keyed-hash.ts';
import { joseSignature, nodeHmac, nodeSigner } from '../../src/runtime/node-signer.ts';

test('jose verifies what the signer signs, and finds alg, typ and kid in the protected header', async () => {
  const { kid, publicJwk, privateJwk } = await generateSigningKey();
  const signer = nodeSigner(privateJwk);
  for (const typ of ['dnd-receipt+jwt', 'at+jwt', 'dnd-receipt+jwt']) {
    const jws = await signer.compactJws(typ, '{"name":"骚扰"}');
    const { payload } = await compactVerify(jws, await importJWK(publicJwk, 'ES256'));
    expect(new TextDecoder().decode(payload)).toBe('{"name":"骚扰"}');
    expect(decodeProtectedHeader(jws)).toEqual({ alg: 'ES256', typ, kid });
  }
  expect(signer.kid).toBe(kid);
});

test('a keyed hash is the same by Node and by WebCrypto: neither runtime nor upgrade ends a session', async () => {
  const pepper = new Uint8Array(32).map((_, at) => at * 7);
  for (const text of ['', 'token', '骚扰'.repeat(100)]) {
    const byWebCrypto = await keyedHash({ pepper }, 'session', text);
    expect(await keyedHash({ pepper, hmac: nodeHmac }, 'session', text)).toBe(byWebCrypto);
  }
});

test('WebCrypto verifies thousands of signatures, those with short r or s among them', async () => {
  const { publicJwk, privateJwk } = await generateSigningKey();
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('jwk', publicJwk, algorithm, false, ['verify']);
  const signer = nodeSigner(privateJwk);
  let short = 0;
  for (let i = 0; i < 3_000; i++) {
    const jws = await signer.compactJws('at+jwt', `{"n":${i}}`);
    const dot = jws.lastIndexOf('.');
    const signature = Buffer.from(jws.slice(dot + 1), 'base64url');
    if (signature[0] === 0 || signature[32] === 0) short++;
    expect(signature).toHaveLength(64);
    expect(await crypto.subtle.verify(algorithm, key, signature, Buffer.from(jws.slice(0, dot)))).toBe(true);
  }
  expect(short).toBeGreaterThan(0);
});

test('every pair of integers below 2^256 survives the way through DER', () => {
  const integer = fc.oneof(fc.bigInt(1n, 2n ** 256n - 1n), fc.bigInt(1n, 2n ** 12n), fc.bigInt(2n ** 240n, 2n ** 249n));
  fc.assert(
    fc.property(integer, integer, (r, s) => {
      const hex = (n: bigint) => n.toString(16).padStart(64, '0');
      expect(joseSignature(derSequence(r, s)).toString('hex')).toBe(hex(r) + hex(s));
    }),
    { numRuns: 2_000 },
  );
});

function derSequence(r: bigint, s: bigint): Buffer {
  const body = Buffer.concat([derInteger(r), derInteger(s)]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

function derInteger(value: bigint): Buffer {
  const digits = value.toString(16);
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
  const signed = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
  return Buffer.concat([Buffer.from([0x02, signed.length]), signed]);
}
