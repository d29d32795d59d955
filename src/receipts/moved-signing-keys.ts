import type { SealedKey } from '../storage/moving/moved-log.ts';
import { openedKey, type SigningSecrets, sealedKey, sealingKey } from './signing-secrets.ts';

const info = 'dnd registry signing keys on the move';

/** The private keys that rest in a store, each as a JWE (RFC 7516, `dir`, A256GCM) under a secret of the operator's. */
export async function keysToMove(
  secrets: Pick<SigningSecrets, 'load'>,
  kids: readonly string[],
  secret: Uint8Array<ArrayBuffer>,
): Promise<readonly SealedKey[]> {
  const key = await sealingKey(secret, info);
  const sealed: SealedKey[] = [];
  for (const kid of kids) {
    const found = await secrets.load(kid);
    if (found !== undefined) sealed.push({ kid, body: await sealedKey(found, key) });
  }
  return sealed;
}

/**
 * The same keys as they rest in a store of whoever takes them in (`keyEncryptionSecret` as in `SigningSecretsOptions`).
 * Fault UNAVAILABLE where the secret is not the one they were sealed under.
 */
export async function keysMoved(
  moved: readonly SealedKey[],
  secret: Uint8Array<ArrayBuffer>,
  keyEncryptionSecret: Uint8Array<ArrayBuffer> | undefined,
): Promise<readonly SealedKey[]> {
  const key = await sealingKey(secret, info);
  const atRest = keyEncryptionSecret === undefined ? undefined : await sealingKey(keyEncryptionSecret);
  return Promise.all(
    moved.map(async ({ kid, body }) => ({ kid, body: await sealedKey(await openedKey(kid, body, key), atRest) })),
  );
}
