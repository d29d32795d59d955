import type { ConsentScope } from '../../core/consent.ts';
import type { NumberRecord } from '../../core/number-record.ts';
import type { SenderPermission } from '../../core/sender-permission.ts';
import type { EpochMs } from '../../core/time.ts';
import type { Actor } from '../access/actor.ts';
import { requireSubscriber } from '../access/permission.ts';
import type { Registry } from '../registry.ts';
import { brandName } from './sender-permissions.ts';

/** A permission in force, or one that a brand asks for: `REQUESTED` permits nothing until it is confirmed. */
export interface Consent {
  readonly brand: string;
  readonly brandName: string;
  readonly status: 'CONSENTED' | 'REQUESTED';
  readonly scope: ConsentScope;
  readonly since: EpochMs;
  readonly expiresAt?: EpochMs;
}

/** `GET /v1/subscriber/consents`: by brand; what has run out is left out. */
export async function readConsents(registry: Registry, actor: Actor): Promise<readonly Consent[]> {
  const { number } = requireSubscriber(actor);
  const { record } = await registry.shard.number(number);
  return consentsOf(registry, record);
}

/** Where a brand with a consent asks for another one, both are named. */
export function consentsOf(registry: Registry, { detail }: NumberRecord): readonly Consent[] {
  const now = registry.now();
  return detail.permissions
    .flatMap((permission) => [standing(registry, permission) ?? [], asked(registry, permission) ?? []].flat())
    .filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now);
}

function standing(registry: Registry, { brand, status, scope, at, expiresAt }: SenderPermission): Consent | undefined {
  if (status === 'REFUSED') return undefined;
  return consent(registry, brand, status, {
    scope: scope ?? {},
    at,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  });
}

function asked(registry: Registry, { brand, request }: SenderPermission): Consent | undefined {
  return request === undefined ? undefined : consent(registry, brand, 'REQUESTED', request);
}

interface Terms {
  readonly scope: ConsentScope;
  readonly at: EpochMs;
  readonly expiresAt?: EpochMs;
}

function consent(
  registry: Registry,
  brand: string,
  status: Consent['status'],
  { scope, at, expiresAt }: Terms,
): Consent {
  const known = { brand, brandName: brandName(registry, brand), status, scope, since: at };
  return expiresAt === undefined ? known : { ...known, expiresAt };
}
