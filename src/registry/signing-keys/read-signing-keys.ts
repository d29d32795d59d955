import type { SigningKey } from '../../core/signing-key-ring.ts';
import type { EpochMs } from '../../core/time.ts';
import { rotationDue, rotationPossibleAt, signingKeyLifetimeMs } from '../../receipts/key-ring.ts';
import type { Actor } from '../access/actor.ts';
import { requireScopeOrConsole } from '../access/permission.ts';
import type { Registry } from '../registry.ts';

export interface SigningKeysReport {
  readonly keys: readonly SigningKey[];
  readonly rotation: Rotation;
}

/** When the current key is to be replaced, and from when on it can be without a gap; absent where there is no such key. */
export interface Rotation {
  readonly due: boolean;
  readonly dueAt?: EpochMs;
  readonly possibleAt?: EpochMs;
}

export function readSigningKeys(registry: Pick<Registry, 'directory' | 'now'>, actor: Actor): SigningKeysReport {
  requireScopeOrConsole(actor, 'dnd:keys:manage');
  return signingKeysReport(registry);
}

/** For verbs that have asked for their own permission. */
export function signingKeysReport({ directory, now }: Pick<Registry, 'directory' | 'now'>): SigningKeysReport {
  const ring = directory.signingKeys()?.document ?? { keys: [] };
  const current = ring.keys.find(({ status }) => status === 'CURRENT');
  const possibleAt = rotationPossibleAt(ring);
  return {
    keys: ring.keys,
    rotation: {
      due: rotationDue(ring, now()),
      ...(current === undefined ? {} : { dueAt: current.since + signingKeyLifetimeMs }),
      ...(possibleAt === undefined ? {} : { possibleAt }),
    },
  };
}
