import { Fault } from '../core/fault.ts';
import type { ReceiptDesk } from '../receipts/receipt-desk.ts';
import type { Registry } from './registry.ts';

/**
 * Whether questions can be answered now: the store can be read and has a writer, the current key can sign, and the
 * log names the policy that runs. On a full disk questions are answered still. Open to anyone. Fault UNAVAILABLE says which of them fails, and nothing of the inside.
 */
export async function checkReadiness(registry: Registry): Promise<void> {
  if (policyInLog(registry) !== registry.policy.id) {
    throw new Fault('UNAVAILABLE', 'the log names another policy than the one that runs');
  }
  await requireUsableKey(registry);
  const fault = registry.store.writerFault();
  if (fault !== undefined) throw fault;
}

function policyInLog({ store, directory }: Registry): string | undefined {
  try {
    store.head();
    return directory.policyId();
  } catch (cause) {
    throw new Fault('UNAVAILABLE', 'the store cannot be read', { cause });
  }
}

/** Position of the ring whose current key was last seen to sign: a probe a second must not cost a signature each. */
const signedAt = new WeakMap<ReceiptDesk, number>();

async function requireUsableKey({ receipts, directory }: Registry): Promise<void> {
  const position = directory.signingKeys()?.position;
  if (position === undefined) throw new Fault('UNAVAILABLE', 'the registry has no signing key');
  if (signedAt.get(receipts) === position) return;
  try {
    await receipts.sign('dnd-receipt+jwt', '{}');
  } catch (cause) {
    throw new Fault('UNAVAILABLE', 'the current signing key cannot be used', { cause });
  }
  signedAt.set(receipts, position);
}
