import { Fault } from '../../core/fault.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import { type EpochMs, minuteMs, secondMs } from '../../core/time.ts';
import { numberInPlan } from '../numbers/number-in-plan.ts';
import type { Registry } from '../registry.ts';
import type { Need } from '../sms-gateway.ts';
import { textsOf } from '../texts.ts';
import { countCodeRequest, countCodes } from './code-counts.ts';
import { codeUses, type Origin, originName } from './code-limits.ts';
import { type HashPurpose, keyedHash } from './keyed-hash.ts';

export interface CodeRequest {
  readonly phoneNumber: string;
  /** BCP 47 tag, one of the policy's; its first where absent. */
  readonly language?: string | undefined;
  /** Where the request came from, as far as the door knows. */
  readonly clientAddress?: string | undefined;
}

/**
 * Tries of a code: so many by who asked for it, and so many by everybody else, who so cannot use up the tries of him
 * whose code it is.
 */
export const codeTriesMax = 5;

/** What a code opens: one for a session erases nothing, and the other way round. */
export type CodePurpose = 'SESSION' | 'ERASURE';

const hashedAs: Readonly<Record<CodePurpose, { readonly holder: HashPurpose; readonly code: HashPurpose }>> = {
  SESSION: { holder: 'code holder', code: 'code' },
  ERASURE: { holder: 'erasure code holder', code: 'erasure code' },
};

/** What the store keeps of a code: never the code, never the number, never an address. */
export interface KeptCode {
  readonly hash: string;
  /** Whence it was asked for, hashed; absent where the line itself asked. */
  readonly askedFrom?: string;
  readonly tries: number;
  readonly triesFromElsewhere: number;
  /** What to give back when it opens a session. */
  readonly counted: readonly string[];
}

/**
 * `POST /v1/subscriber/codes`: texts a one-time code to a number; an earlier one ends. The request itself is the
 * permission, and the answer is the same whether anything is known of the number or not.
 * Faults: INVALID_ARGUMENT, SERVICE_NOT_APPLICABLE, TOO_MANY_REQUESTS.
 */
export async function requestCode(registry: Registry, request: CodeRequest): Promise<{ readonly expiresAt: EpochMs }> {
  const { policy } = registry;
  const number = numberInPlan(registry, request.phoneNumber);
  if (request.language !== undefined) requireLanguage(registry, request.language);
  const origin = { clientAddress: request.clientAddress };
  const counted = await countCodeRequest(registry, codeUses(policy, number, origin));
  const askedFrom = await originHash(registry, number, origin);
  const textOf = (code: string) => textsOf(policy, request.language).code(code, codeMinutes(policy));
  const { expiresAt } = await freshCode(registry, number, { askedFrom, counted }, { textOf });
  return { expiresAt };
}

/** Where the code of a number is kept. */
export function codeId(registry: Registry, number: PhoneNumber, purpose: CodePurpose): Promise<string> {
  return keyedHash(registry, hashedAs[purpose].holder, String(number));
}

export function codeHash(registry: Registry, number: PhoneNumber, purpose: CodePurpose, code: string): Promise<string> {
  return keyedHash(registry, hashedAs[purpose].code, `${number}\n${code}`);
}

/** Tells whence from elsewhere. Of each number another: nobody sees that two were asked for from one place. */
export function originHash(registry: Registry, number: PhoneNumber, origin: Origin): Promise<string> {
  return keyedHash(registry, 'code', `${number}\n${originName(origin)}`);
}

export interface FreshCode {
  readonly code: string;
  readonly expiresAt: EpochMs;
  /** Until it is used, or another takes its place. */
  readonly neededWhile: Need;
}

/**
 * Makes and keeps a code; an earlier one of the number for the same purpose ends. With `textOf` its text is on its way
 * when it is kept, or neither. What a code costs is the caller's to count.
 */
export async function freshCode(
  registry: Registry,
  number: PhoneNumber,
  terms: Pick<KeptCode, 'askedFrom' | 'counted'>,
  { purpose = 'SESSION', textOf }: { readonly purpose?: CodePurpose; readonly textOf?: (code: string) => string } = {},
): Promise<FreshCode> {
  const { store, policy, sms } = registry;
  const code = randomCode();
  const text = textOf?.(code);
  const id = await codeId(registry, number, purpose);
  const hash = await codeHash(registry, number, purpose, code);
  const kept: KeptCode = { ...terms, hash, tries: 0, triesFromElsewhere: 0 };
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const now = registry.now();
    const earlier = store.shortRecord('CODE', id, beginningOfTime);
    const isReplaced = earlier !== undefined && earlier.expiresAt > now;
    const expected = isReplaced ? earlier.version : 0;
    const expiresAt = now + policy.clocks.codeLifetimeSec * secondMs;
    const put = { kind: 'CODE', id, expected, body: JSON.stringify(kept), expiresAt, now } as const;
    const cause = `code\n${id}\n${hash}\n${now}`;
    const neededWhile = { kind: 'CODE', id, holds: hash } as const;
    const written =
      text === undefined
        ? await store.putShortRecord(put)
        : await sms.send({ cause, priority: 'CODE', to: number, text, expiresAt, neededWhile }, [put]);
    if (!written) continue;
    if (earlier !== undefined) countCodes(registry, isReplaced ? 'REPLACED' : 'EXPIRED');
    if (text !== undefined) countCodes(registry, 'SENT');
    return { code, expiresAt, neededWhile };
  }
  throw new Fault('ABORTED', 'another code was asked for at the same time', { retryAfterSec: 1 });
}

/** Finds what has expired and was not swept yet, too. */
const beginningOfTime: EpochMs = 0;
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

/** Fault INVALID_ARGUMENT where the policy does not know the language. */
export function requireLanguage({ policy }: Registry, language: string): void {
  if (policy.languages.includes(language)) return;
  throw new Fault('INVALID_ARGUMENT', 'the registry does not write in this language', {
    field: 'language',
    limit: `one of ${policy.languages.join(', ')}`,
  });
}

/** How long a code holds, as its text says it. */
export function codeMinutes({ clocks }: Registry['policy']): number {
  return Math.floor((clocks.codeLifetimeSec * secondMs) / minuteMs);
}
