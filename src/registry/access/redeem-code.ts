import { blockOf, type PhoneNumber } from '../../core/phone-number.ts';
import type { ShortRecordPut } from '../../storage/store.ts';
import { maskedBlock } from '../abuse/masked.ts';
import type { Registry } from '../registry.ts';
import { countCodes } from './code-counts.ts';
import { erasureCodeLimits, erasureTryUses, type Origin, tryUses, wrongTriesLimit } from './code-limits.ts';
import type { RateLimit } from './rate-limit.ts';
import { countedOnce, counterId, countUses, inTurn } from './rate-limits.ts';
import { type CodePurpose, codeHash, codeId, codeTriesMax, type KeptCode, originHash } from './request-code.ts';

/** What wrong tries of a number's codes are counted against. */
const wrongTries: Readonly<Record<CodePurpose, RateLimit>> = {
  SESSION: wrongTriesLimit,
  ERASURE: erasureCodeLimits.wrongTries,
};

/** Tries where there was no code to try, which pause nothing: else anybody could, without a code. */
const vainTries: RateLimit = { ...wrongTriesLimit, name: 'vain tries number', reason: 'as many writes as for a code' };

/**
 * Uses up a code; resolves to what there is to give back, undefined where it was not the right one. The try is counted
 * before the code is compared, so that many tries at once are no more than five; and the record is deleted by
 * compare-and-swap, so that of many right tries at once one opens a session. Fault TOO_MANY_REQUESTS.
 */
export async function redeemCode(
  registry: Registry,
  number: PhoneNumber,
  code: string,
  origin: Origin,
  purpose: CodePurpose = 'SESSION',
): Promise<readonly string[] | undefined> {
  const { store, abuse } = registry;
  const uses = purpose === 'ERASURE' ? erasureTryUses(number) : tryUses(number, origin);
  const counted = await countUses(registry, uses);
  const id = await codeId(registry, number, purpose);
  const hash = await codeHash(registry, number, purpose, code);
  const wrong = wrongTries[purpose];
  const wrongId = await counterId(registry, wrong, String(number));
  const tried = await inTurn(registry, [id], () => countTry(registry, number, origin, { id, wrong, wrongId }));
  while (tried?.hash === hash) {
    const now = registry.now();
    const record = store.shortRecord('CODE', id, now);
    const kept = record === undefined ? undefined : keptCode(record.body);
    if (record === undefined || kept?.hash !== hash) break;
    const { version: expected, expiresAt } = record;
    if (await store.putShortRecord({ kind: 'CODE', id, expected, body: undefined, expiresAt, now })) {
      countCodes(registry, 'REDEEMED');
      return [...new Set([...counted, ...kept.counted, wrongId])];
    }
  }
  countCodes(registry, 'WRONG');
  const shown = { block: maskedBlock(blockOf(number)) };
  await abuse.seenAtDoor({ kind: 'CODE_GUESSING', subject: String(number), shown }, registry.now());
  return undefined;
}

/**
 * The code as it stood before this try; undefined where there is none that may still be tried. Writes as much whether
 * there is one or not.
 */
async function countTry(
  registry: Registry,
  number: PhoneNumber,
  origin: Origin,
  { id, wrong, wrongId }: { readonly id: string; readonly wrong: RateLimit; readonly wrongId: string },
): Promise<KeptCode | undefined> {
  const { store } = registry;
  const from = await originHash(registry, number, origin);
  const vainId = await counterId(registry, vainTries, String(number));
  for (;;) {
    const now = registry.now();
    const record = store.shortRecord('CODE', id, now);
    const kept = record === undefined ? undefined : keptCode(record.body);
    const later = kept === undefined ? undefined : triedFrom(kept, from);
    const puts: ShortRecordPut[] = [];
    if (record === undefined || later === undefined) {
      puts.push(countedOnce(registry, vainTries, vainId));
    } else {
      const { version: expected, expiresAt } = record;
      puts.push({ kind: 'CODE', id, expected, body: JSON.stringify(later), expiresAt, now });
      puts.push(countedOnce(registry, wrong, wrongId));
    }
    if (await store.putShortRecords(puts)) return later === undefined ? undefined : kept;
  }
}

/** The code after one try more; undefined where who tries has none left. */
function triedFrom(kept: KeptCode, from: string): KeptCode | undefined {
  if (kept.askedFrom === from) {
    return kept.tries < codeTriesMax ? { ...kept, tries: kept.tries + 1 } : undefined;
  }
  const { triesFromElsewhere } = kept;
  return triesFromElsewhere < codeTriesMax ? { ...kept, triesFromElsewhere: triesFromElsewhere + 1 } : undefined;
}

function keptCode(body: string): KeptCode {
  const before = { triesFromElsewhere: 0, counted: [] };
  return { ...before, ...(JSON.parse(body) as KeptCode) };
}
