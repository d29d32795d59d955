import { Fault } from '../../core/fault.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import { type EpochMs, minuteMs, secondMs } from '../../core/time.ts';
import { numberInPlan } from '../numbers/number-in-plan.ts';
import type { Registry } from '../registry.ts';
import { textsOf } from '../texts.ts';
import { keyedHash } from './keyed-hash.ts';
import { codeUses, countUses } from './rate-limits.ts';

export interface CodeRequest {
  readonly phoneNumber: string;
  /** BCP 47 tag, one of the policy's; its first where absent. */
  readonly language?: string | undefined;
  /** Where the request came from, as far as the door knows. */
  readonly clientAddress?: string | undefined;
}

/** Wrong tries that a code survives, less one. */
export const codeTriesMax = 5;

/** What the store keeps of a code: never the code, never the number. */
export interface KeptCode {
  readonly hash: string;
  readonly tries: number;
}

/**
 * `POST /v1/subscriber/codes`: texts a one-time code to a number; an earlier one ends. The request itself is the
 * permission, and the answer is the same whether anything is known of the number or not.
 * Faults: INVALID_ARGUMENT, SERVICE_NOT_APPLICABLE, TOO_MANY_REQUESTS.
 */
export async function requestCode(registry: Registry, request: CodeRequest): Promise<{ readonly expiresAt: EpochMs }> {
  const { policy } = registry;
  const number = numberInPlan(registry, request.phoneNumber);
  if (request.language !== undefined && !policy.languages.includes(request.language)) {
    throw new Fault('INVALID_ARGUMENT', 'the registry does not write in this language', {
      field: 'language',
      limit: `one of ${policy.languages.join(', ')}`,
    });
  }
  await countUses(registry, codeUses(number, request.clientAddress));
  const code = randomCode();
  const expiresAt = await keepCode(registry, number, code);
  const minutes = Math.floor((policy.clocks.codeLifetimeSec * secondMs) / minuteMs);
  await registry.sms.send(number, textsOf(policy, request.language).code(code, minutes), expiresAt);
  return { expiresAt };
}

/** Where the code of a number is kept. */
export function codeId(registry: Registry, number: PhoneNumber): Promise<string> {
  return keyedHash(registry, 'code holder', String(number));
}

export function codeHash(registry: Registry, number: PhoneNumber, code: string): Promise<string> {
  return keyedHash(registry, 'code', `${number}\n${code}`);
}

async function keepCode(registry: Registry, number: PhoneNumber, code: string): Promise<EpochMs> {
  const { store, policy } = registry;
  const id = await codeId(registry, number);
  const kept: KeptCode = { hash: await codeHash(registry, number, code), tries: 0 };
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const now = registry.now();
    const expected = store.shortRecord('CODE', id, now)?.version ?? 0;
    const expiresAt = now + policy.clocks.codeLifetimeSec * secondMs;
    const body = JSON.stringify(kept);
    if (await store.putShortRecord({ kind: 'CODE', id, expected, body, expiresAt, now })) return expiresAt;
  }
  throw new Fault('ABORTED', 'another code was asked for at the same time', { retryAfterSec: 1 });
}

/** More than the uses that a number's limit lets through. */
const attemptsMax = 16;
const codes = 1_000_000;
const drawsPerCode = Math.floor(2 ** 32 / codes);

/** Six digits, each as likely as the other: draws above the last whole multiple are drawn again. */
export function randomCode(): string {
  for (;;) {
    const draw = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
    if (draw < drawsPerCode * codes) return String(draw % codes).padStart(6, '0');
  }
}
