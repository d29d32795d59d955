import type { Position } from '../../core/change.ts';
import { Fault } from '../../core/fault.ts';
import type { SigningKeyRing } from '../../core/signing-key-ring.ts';
import { type EpochMs, secondMs } from '../../core/time.ts';
import { clockWasAhead, jwksMaxAgeSec, rotatedKeyRing, rotationPossibleAt } from '../../receipts/key-ring.ts';
import type { Actor } from '../access/actor.ts';
import { requireScopeOrConsole } from '../access/permission.ts';
import { type KeyRegistry, setSigningKeys, signingKeysNow } from './set-signing-keys.ts';

export interface RotateSigningKeysInput {
  /** Rotate even if verifiers may not have fetched the next key yet: their copies are up to `jwksMaxAgeSec` old. */
  readonly force?: boolean;
}

/**
 * NEXT becomes CURRENT, CURRENT becomes RETIRED, a fresh NEXT is published; the retired private key is deleted.
 * At no moment is there a receipt that an honest verifier cannot check: Fault FAILED_PRECONDITION, with the seconds
 * to wait, while NEXT is younger than a verifier's copy of the keys may be.
 */
export async function rotateSigningKeys(
  registry: KeyRegistry,
  actor: Actor,
  { force = false }: RotateSigningKeysInput = {},
): Promise<SigningKeyRing> {
  requireScopeOrConsole(actor, 'dnd:keys:manage');
  const { ring, follows } = signingKeysNow(registry);
  if (!force) requireKnownNext(await agedRing(registry, actor, ring, follows), registry.now());
  const fresh = await registry.receipts.makeKey();
  const rotated = rotatedKeyRing(ring, fresh, registry.now());
  await setSigningKeys(registry, actor, follows, [fresh], rotated);
  await forgetRetired(registry, rotated);
  return rotated;
}

/**
 * The ring with no key younger than now: one that a clock entered which ran ahead would never come of age. Written,
 * so that what follows counts from now on.
 */
async function agedRing(
  registry: KeyRegistry,
  actor: Actor,
  ring: SigningKeyRing,
  follows: Position,
): Promise<SigningKeyRing> {
  const now = registry.now();
  if (!clockWasAhead(ring, now)) return ring;
  const keys = ring.keys.map((key) => ({ ...key, since: Math.min(key.since, now) }));
  return setSigningKeys(registry, actor, follows, [], { keys });
}

/** The rotation is done: a private key that cannot be deleted now is deleted with the next one. */
async function forgetRetired({ receipts }: KeyRegistry, { keys }: SigningKeyRing): Promise<void> {
  for (const { kid, status } of keys) {
    if (status !== 'RETIRED') continue;
    try {
      await receipts.forgetKey(kid);
    } catch (error) {
      if (!(error instanceof Fault && error.code === 'UNAVAILABLE')) throw error;
      return;
    }
  }
}

function requireKnownNext(ring: SigningKeyRing, now: EpochMs): void {
  const possibleAt = rotationPossibleAt(ring);
  if (possibleAt !== undefined && now >= possibleAt) return;
  const retryAfterSec = possibleAt === undefined ? jwksMaxAgeSec : Math.ceil((possibleAt - now) / secondMs);
  throw new Fault('FAILED_PRECONDITION', 'the next key was published too lately for every verifier to have it', {
    field: 'force',
    limit: `published for at least ${jwksMaxAgeSec} seconds`,
    retryAfterSec,
  });
}
