import { expect, test } from 'vitest';
import { Fault } from '../../src/core/fault.ts';
import { checkReadiness } from '../../src/registry/check-readiness.ts';
import { setPolicy } from '../../src/registry/set-policy.ts';
import { memoryRegistry, operatorAtConsole } from './memory-registry.ts';

async function readyRegistry() {
  const { registry } = await memoryRegistry();
  await setPolicy(registry, operatorAtConsole);
  return registry;
}

test('a registry with a usable key and the policy of its log is ready', async () => {
  await expect(checkReadiness(await readyRegistry())).resolves.toBeUndefined();
});

test('a registry is not ready while any of them is missing, and says which, without the inside', async () => {
  const registry = await readyRegistry();
  const { registry: bare } = await memoryRegistry();
  const unreadable = {
    ...registry.store,
    head: () => {
      throw new Error('disk I/O error at /secret/path');
    },
  };
  const keyless = { ...registry.receipts, sign: () => Promise.reject(new Error('no key')) };
  const cases = [
    [bare, /policy/],
    [{ ...registry, policy: { ...registry.policy, id: 'CN-2027.1' } }, /policy/],
    [{ ...registry, store: unreadable }, /store cannot be read/],
    [{ ...registry, receipts: keyless }, /signing key cannot be used/],
    [{ ...registry, directory: { ...registry.directory, signingKeys: () => undefined } }, /no signing key/],
  ] as const;
  for (const [unready, message] of cases) {
    const refused = { code: 'UNAVAILABLE', message: expect.stringMatching(message) };
    await expect(checkReadiness(unready)).rejects.toMatchObject(refused);
    await expect(checkReadiness(unready)).rejects.not.toMatchObject({ message: expect.stringMatching(/secret/) });
  }
});

test('a registry whose storage has no writer is not ready', async () => {
  const registry = await readyRegistry();
  const fault = new Fault('UNAVAILABLE', 'no writer', { retryAfterSec: 1 });
  const store = new Proxy(registry.store, {
    get: (target, name) => (name === 'writerFault' ? () => fault : Reflect.get(target, name, target)),
  });
  await expect(checkReadiness({ ...registry, store })).rejects.toBe(fault);
});

test('a probe costs a signature only after the keys have changed', async () => {
  const registry = await readyRegistry();
  let signatures = 0;
  const sign: typeof registry.receipts.sign = (typ, payload) => {
    signatures += 1;
    return registry.receipts.sign(typ, payload);
  };
  const counted = { ...registry, receipts: { ...registry.receipts, sign } };
  for (let probe = 0; probe < 5; probe += 1) await checkReadiness(counted);
  expect(signatures).toBe(1);
});
