import type { EpochMs } from '../../core/time.ts';
import type { Actor } from '../access/actor.ts';
import { countCodeRequest } from '../access/code-counts.ts';
import { erasureCodeUses } from '../access/code-limits.ts';
import { requireSubscriber } from '../access/permission.ts';
import { codeMinutes, freshCode, originHash, requireLanguage } from '../access/request-code.ts';
import type { Registry } from '../registry.ts';
import { readLine } from '../texts/text-line.ts';
import { textsOf } from '../texts.ts';

export interface ErasureRequest {
  /** BCP 47 tag, one of the policy's; that of his texts, or the policy's first, where absent. */
  readonly language?: string | undefined;
  /** Where the request came from, as far as the door knows. */
  readonly clientAddress?: string | undefined;
}

/**
 * `POST /v1/subscriber/record/erasure-codes`: the first step of having everything forgotten. Nothing is erased: the
 * number is texted a code of its own kind. Faults: INVALID_ARGUMENT, TOO_MANY_REQUESTS.
 */
export async function requestErasure(
  registry: Registry,
  actor: Actor,
  { language: asked, clientAddress }: ErasureRequest,
): Promise<{ readonly expiresAt: EpochMs }> {
  const { number, tenure } = requireSubscriber(actor);
  const { policy } = registry;
  if (asked !== undefined) requireLanguage(registry, asked);
  const origin = { clientAddress };
  const counted = await countCodeRequest(registry, erasureCodeUses(number));
  const askedFrom = await originHash(registry, number, origin);
  const language = asked ?? (await readLine(registry, number, tenure)).language;
  const textOf = (code: string) => textsOf(policy, language).erasureCode(code, codeMinutes(policy));
  const { expiresAt } = await freshCode(registry, number, { askedFrom, counted }, { purpose: 'ERASURE', textOf });
  return { expiresAt };
}
