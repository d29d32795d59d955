import { expect, test } from 'vitest';
import { generateSigningKey } from '../../src/receipts/signing-key-pair.ts';
import { signingSecrets } from '../../src/receipts/signing-secrets.ts';
import { freshStore, startedAt } from './key-registry.ts';

const now = () => startedAt;
const secret = (fill: number) => new Uint8Array(32).fill(fill);

test.each([
  ['in plain where no secret is given', undefined],
  ['encrypted under a secret', secret(7)],
])('a private key is found again as it was kept, %s', async (_, keyEncryptionSecret) => {
  const store = freshStore();
  const secrets = signingSecrets({ store, now, ...(keyEncryptionSecret === undefined ? {} : { keyEncryptionSecret }) });
  const { kid, privateJwk } = await generateSigningKey();
  await secrets.keep(privateJwk);
  expect(await secrets.load(kid)).toEqual(privateJwk);
  const body = store.shortRecord('SIGNING_SECRET', kid, startedAt)?.body ?? '';
  expect(body.includes(String(privateJwk['d']))).toBe(keyEncryptionSecret === undefined);
});

test('a key kept in plain is still found once a secret is in use', async () => {
  const store = freshStore();
  const { kid, privateJwk } = await generateSigningKey();
  await signingSecrets({ store, now }).keep(privateJwk);
  expect(await signingSecrets({ store, now, keyEncryptionSecret: secret(7) }).load(kid)).toEqual(privateJwk);
});

test.each([
  ['another secret', secret(8)],
  ['no secret', undefined],
])('an encrypted key is UNAVAILABLE under %s', async (_, other) => {
  const store = freshStore();
  const { kid, privateJwk } = await generateSigningKey();
  await signingSecrets({ store, now, keyEncryptionSecret: secret(7) }).keep(privateJwk);
  const secrets = signingSecrets({ store, now, ...(other === undefined ? {} : { keyEncryptionSecret: other }) });
  await expect(secrets.load(kid)).rejects.toMatchObject({ name: 'Fault', code: 'UNAVAILABLE' });
});

test('an encrypted key that was moved under another id is UNAVAILABLE', async () => {
  const store = freshStore();
  const secrets = signingSecrets({ store, now, keyEncryptionSecret: secret(7) });
  const { kid, privateJwk } = await generateSigningKey();
  await secrets.keep(privateJwk);
  const body = store.shortRecord('SIGNING_SECRET', kid, startedAt)?.body;
  const put = { kind: 'SIGNING_SECRET', expected: 0, expiresAt: Number.MAX_SAFE_INTEGER, now: startedAt } as const;
  await store.putShortRecord({ ...put, id: 'other', body });
  await expect(secrets.load('other')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

test('a forgotten key is gone, and forgetting it again does nothing', async () => {
  const secrets = signingSecrets({ store: freshStore(), now });
  const { kid, privateJwk } = await generateSigningKey();
  await secrets.keep(privateJwk);
  await secrets.forget(kid);
  await secrets.forget(kid);
  expect(await secrets.load(kid)).toBeUndefined();
});

test('a secret shorter than 32 bytes is refused at once', () => {
  expect(() => signingSecrets({ store: freshStore(), now, keyEncryptionSecret: new Uint8Array(31) })).toThrow(
    RangeError,
  );
});
