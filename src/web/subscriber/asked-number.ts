import { formatPhoneNumber, type PhoneNumber, parsePhoneNumber } from '../../core/phone-number.ts';
import { secondMs } from '../../core/time.ts';
import { keyedHash } from '../../registry/access/keyed-hash.ts';
import type { WebContext } from '../web-context.ts';

/** Remembers for which number this browser awaits a code, as long as the code lives: the number is in no URL or page. */
export async function rememberNumber(c: WebContext, number: PhoneNumber): Promise<void> {
  const { store, policy, now } = c.get('registry');
  const id = await visitId(c);
  const at = now();
  const body = JSON.stringify({ number: formatPhoneNumber(number) });
  const expiresAt = at + policy.clocks.codeLifetimeSec * secondMs;
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const expected = store.shortRecord('SESSION', id, at)?.version ?? 0;
    if (await store.putShortRecord({ kind: 'SESSION', id, expected, body, expiresAt, now: at })) return;
  }
}

/** Undefined where this browser asked for no code lately. */
export async function rememberedNumber(c: WebContext): Promise<PhoneNumber | undefined> {
  const { store, now } = c.get('registry');
  const kept = store.shortRecord('SESSION', await visitId(c), now());
  return kept === undefined ? undefined : parsePhoneNumber((JSON.parse(kept.body) as { number: string }).number);
}

const attemptsMax = 3;

function visitId(c: WebContext): Promise<string> {
  return keyedHash(c.get('registry'), 'visit', c.get('visit'));
}
