import { compactVerify, createLocalJWKSet, decodeProtectedHeader, SignJWT } from 'jose';
import { expect, test } from 'vitest';
import type { SignerOf } from '../../src/receipts/signer.ts';
import { generateSigningKey } from '../../src/receipts/signing-key-pair.ts';
import { createSigningKeys } from '../../src/registry/signing-keys/create-signing-keys.ts';
import { markKeyCompromised } from '../../src/registry/signing-keys/mark-key-compromised.ts';
import { rotateSigningKeys } from '../../src/registry/signing-keys/rotate-signing-keys.ts';
import { nodeSigner } from '../../src/runtime/node-signer.ts';
import { keyRegistry, operatorAtConsole, payloadAt, startedAt } from './key-registry.ts';

const receiptTyp = 'dnd-receipt+jwt';

async function registryWithKeys() {
  const registry = keyRegistry();
  const ring = await createSigningKeys(registry, operatorAtConsole);
  const sign = async (lifetimeSec?: number) =>
    await registry.receipts.sign(receiptTyp, payloadAt(registry.now(), lifetimeSec));
  return { ...registry, ring, sign, currentKid: ring.keys[0]?.kid ?? '' };
}

test('once the key is loaded a signature comes without a promise, and stock jose verifies it by the published set', async () => {
  const { receipts, sign } = await registryWithKeys();
  await sign();
  const jws = receipts.sign(receiptTyp, payloadAt(startedAt));
  expect(jws).toBeTypeOf('string');
  const { protectedHeader } = await compactVerify(
    jws as string,
    createLocalJWKSet({ keys: [...receipts.jwks().keys] }),
  );
  expect(protectedHeader).toMatchObject({ alg: 'ES256', typ: receiptTyp });
});

test('a registry without keys signs nothing', async () => {
  const { receipts } = keyRegistry();
  await expect(receipts.sign(receiptTyp, '{}')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(receipts.jwks()).toEqual({ keys: [] });
});

test('a registry whose private key is missing signs nothing', async () => {
  const { receipts, currentKid } = await registryWithKeys();
  await receipts.forgetKey(currentKid);
  await expect(receipts.sign(receiptTyp, '{}')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

test('a rotation in one process binds at the next signature of another', async () => {
  const first = await registryWithKeys();
  const second = keyRegistry({ store: first.store, clock: first.clock });
  const before = await second.receipts.sign(receiptTyp, payloadAt(startedAt));
  expect(decodeProtectedHeader(before)['kid']).toBe(first.currentKid);
  await rotateSigningKeys(first, operatorAtConsole, { force: true });
  const after = await second.receipts.sign(receiptTyp, payloadAt(startedAt));
  expect(decodeProtectedHeader(after)['kid']).toBe(first.ring.keys[1]?.kid);
});

test('a key that is retired while it is loaded does not sign any more', async () => {
  const first = await registryWithKeys();
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const signerOf: SignerOf = async (key) => {
    await gate;
    return nodeSigner(key);
  };
  const second = keyRegistry({ store: first.store, clock: first.clock, signerOf });
  const pending = second.receipts.sign(receiptTyp, payloadAt(startedAt));
  await rotateSigningKeys(first, operatorAtConsole, { force: true });
  open();
  expect(decodeProtectedHeader(await pending)['kid']).toBe(first.ring.keys[1]?.kid);
});

test('many first signatures at once, with a rotation among them, all verify', async () => {
  const registry = await registryWithKeys();
  const other = keyRegistry({ store: registry.store, clock: registry.clock });
  const payload = payloadAt(startedAt);
  const early = Array.from({ length: 20 }, () => other.receipts.sign(receiptTyp, payload));
  const rotation = rotateSigningKeys(registry, operatorAtConsole, { force: true });
  const late = Array.from({ length: 20 }, () => other.receipts.sign(receiptTyp, payload));
  await rotation;
  for (const jws of await Promise.all([...early, ...late])) {
    expect((await registry.receipts.verify(receiptTyp, jws, startedAt)).outcome).toBe('VALID');
  }
});

test.each([
  ['VALID at iat', 0, 'VALID'],
  ['VALID up to the millisecond before exp', 599_999, 'VALID'],
  ['EXPIRED at exp', 600_000, 'EXPIRED'],
  ['VALID under a clock 30 s behind', -30_000, 'VALID'],
  ['NOT_YET_VALID under a clock further behind', -30_001, 'NOT_YET_VALID'],
])('a receipt is %s', async (_, afterMs, outcome) => {
  const { receipts, sign } = await registryWithKeys();
  const verification = await receipts.verify(receiptTyp, await sign(), startedAt + afterMs);
  expect(verification).toMatchObject({ outcome, payload: { iat: startedAt / 1_000 } });
});

test('an access token does not pass for a receipt', async () => {
  const { receipts } = await registryWithKeys();
  const token = await receipts.sign('at+jwt', payloadAt(startedAt));
  expect(await receipts.verify(receiptTyp, token, startedAt)).toEqual({ outcome: 'MALFORMED' });
});

test('no single character of a receipt can be changed', async () => {
  const { receipts, sign } = await registryWithKeys();
  const jws = await sign();
  for (let at = 0; at < jws.length; at++) {
    const changed = `${jws.slice(0, at)}${jws[at] === 'A' ? 'B' : 'A'}${jws.slice(at + 1)}`;
    const { outcome, payload } = await receipts.verify(receiptTyp, changed, startedAt);
    expect({ at, worthless: ['MALFORMED', 'UNKNOWN_KEY', 'BAD_SIGNATURE'].includes(outcome), payload }).toEqual({
      at,
      worthless: true,
      payload: undefined,
    });
  }
});

test('a key of a stranger is UNKNOWN_KEY, and under our kid BAD_SIGNATURE', async () => {
  const { receipts, currentKid } = await registryWithKeys();
  const { privateJwk } = await generateSigningKey();
  const signed = (kid: string) =>
    new SignJWT(JSON.parse(payloadAt(startedAt)))
      .setProtectedHeader({ alg: 'ES256', typ: receiptTyp, kid })
      .sign(privateJwk);
  expect(await receipts.verify(receiptTyp, await signed('stranger'), startedAt)).toEqual({
    outcome: 'UNKNOWN_KEY',
    kid: 'stranger',
  });
  expect(await receipts.verify(receiptTyp, await signed(currentKid), startedAt)).toEqual({
    outcome: 'BAD_SIGNATURE',
    kid: currentKid,
  });
});

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

test.each([
  ['nothing', () => ''],
  ['two parts', () => 'a.b'],
  ['four parts', (jws: string) => `${jws}.e30`],
  ['padding', (jws: string) => `${jws}=`],
  ['a header that is no JSON', (jws: string) => jws.replace(/^[^.]+/, 'AAAA')],
  [
    'alg none',
    (jws: string, kid: string) => `${encoded({ alg: 'none', typ: receiptTyp, kid })}.${jws.split('.')[1]}.AAAA`,
  ],
  [
    'alg HS256',
    (jws: string, kid: string) => `${encoded({ alg: 'HS256', typ: receiptTyp, kid })}.${jws.split('.')[1]}.AAAA`,
  ],
  ['no kid', (jws: string) => `${encoded({ alg: 'ES256', typ: receiptTyp })}.${jws.split('.')[1]}.AAAA`],
  [
    'a crit header',
    (jws: string, kid: string) =>
      `${encoded({ alg: 'ES256', typ: receiptTyp, kid, crit: ['x'], x: 1 })}.${jws.split('.')[1]}.AAAA`,
  ],
  ['17,000 characters', (jws: string) => `${jws}${'AAAA'.repeat(4_250)}`],
])('a text with %s is MALFORMED', async (_, change) => {
  const { receipts, sign, currentKid } = await registryWithKeys();
  const text = change(await sign(), currentKid);
  expect((await receipts.verify(receiptTyp, text, startedAt)).outcome).toBe('MALFORMED');
});

test.each([
  ['no object', '[1]'],
  ['no JSON', 'x'],
  ['no exp', '{"iat":1}'],
  ['a text for exp', '{"iat":1,"exp":"2"}'],
])('a signed payload with %s is MALFORMED', async (_, payload) => {
  const { receipts } = await registryWithKeys();
  const jws = await receipts.sign(receiptTyp, payload);
  expect((await receipts.verify(receiptTyp, jws, startedAt)).outcome).toBe('MALFORMED');
});

test('a compromised key answers KEY_COMPROMISED here, and a verifier that knows only RFC 7517 finds no key', async () => {
  const registry = await registryWithKeys();
  const { receipts, currentKid } = registry;
  const jws = await registry.sign();
  await markKeyCompromised(registry, operatorAtConsole, { kid: currentKid });
  const verification = await receipts.verify(receiptTyp, jws, startedAt);
  expect(verification).toMatchObject({ outcome: 'KEY_COMPROMISED', kid: currentKid, payload: {} });
  const published = createLocalJWKSet({ keys: [...receipts.jwks().keys] });
  await expect(compactVerify(jws, published)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
});
