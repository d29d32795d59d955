import type { NumberRecord } from '../../core/number-record.ts';
import type { EpochMs } from '../../core/time.ts';
import type { Actor } from '../access/actor.ts';
import { requireSubscriber } from '../access/permission.ts';
import type { Registry } from '../registry.ts';
import { brandName } from './sender-permissions.ts';

/** A brand that is shut out. */
export interface SenderRefusal {
  readonly brand: string;
  readonly brandName: string;
  readonly since: EpochMs;
}

/** `GET /v1/subscriber/sender-refusals`: by brand. */
export async function readSenderRefusals(registry: Registry, actor: Actor): Promise<readonly SenderRefusal[]> {
  const { number } = requireSubscriber(actor);
  const { record } = await registry.shard.number(number);
  return refusalsOf(registry, record);
}

export function refusalsOf(registry: Registry, { detail }: NumberRecord): readonly SenderRefusal[] {
  return detail.permissions
    .filter(({ status }) => status === 'REFUSED')
    .map(({ brand, at }) => ({ brand, brandName: brandName(registry, brand), since: at }));
}
