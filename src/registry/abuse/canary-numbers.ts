import { Fault } from '../../core/fault.ts';
import { maskPhoneNumber, type PhoneNumber } from '../../core/phone-number.ts';
import { dayMs, type EpochMs } from '../../core/time.ts';
import type { Actor } from '../access/actor.ts';
import { requireScopeOrConsole } from '../access/permission.ts';
import { numberInPlan } from '../numbers/number-in-plan.ts';
import type { Registry } from '../registry.ts';
import { canariesMax } from './abuse-desk.ts';
import { type Canary, canaryId, openedCanary, sealedCanary } from './canary-record.ts';

export const canariesOfRequestMax = 100;
export const canaryLifetimeMs = 365 * dayMs;

export interface CanaryNumbers {
  readonly phoneNumbers: readonly string[];
}

/** A canary as the operator sees it: who planted it knows the number. */
export interface CanaryReport extends Omit<Canary, 'phoneNumber'> {
  readonly masked: string;
  readonly expiresAt: EpochMs;
  /** Somebody has the number now, or something is known of it: questions about it are no signal any more. */
  readonly isOnRecord: boolean;
}

/**
 * Plants numbers that nobody has and nobody will be given: from then on, for a year, whoever asks about one is
 * signalled. In no log, and sealed in the store. The numbers of a request are planted together or not at all; one that
 * is planted already stays. Faults: INVALID_ARGUMENT, SERVICE_NOT_APPLICABLE, INCOMPATIBLE_STATE where a number is on
 * record or there are too many, ABORTED.
 */
export async function plantCanaries(
  registry: Registry,
  actor: Actor,
  { phoneNumbers }: CanaryNumbers,
): Promise<{ readonly planted: number; readonly unchanged: number }> {
  const plantedBy = requireScopeOrConsole(actor, 'dnd:organisations:manage');
  const { store, abuse } = registry;
  const fresh = new Map<string, PhoneNumber>();
  for (const [index, number] of numbersOf(registry, phoneNumbers).entries()) {
    if (await isOnRecord(registry, number)) throw onRecord(index);
    const id = await canaryId(registry, number);
    if (store.shortRecord('CANARY', id, registry.now()) === undefined) fresh.set(id, number);
  }
  const now = registry.now();
  if (store.shortRecords('CANARY', now, canariesMax).length + fresh.size > canariesMax) throw tooMany;
  const expiresAt = now + canaryLifetimeMs;
  for (const [id, phoneNumber] of fresh) {
    const body = await sealedCanary(registry, { phoneNumber, plantedAt: now, plantedBy });
    await store.putShortRecord({ kind: 'CANARY', id, expected: 0, body, expiresAt, now });
  }
  await abuse.readCanaries();
  return { planted: fresh.size, unchanged: phoneNumbers.length - fresh.size };
}

export async function removeCanaries(
  registry: Registry,
  actor: Actor,
  { phoneNumbers }: CanaryNumbers,
): Promise<{ readonly removed: number }> {
  requireScopeOrConsole(actor, 'dnd:organisations:manage');
  const { store } = registry;
  let removed = 0;
  for (const number of numbersOf(registry, phoneNumbers)) {
    const id = await canaryId(registry, number);
    const now = registry.now();
    const known = store.shortRecord('CANARY', id, now);
    if (known === undefined) continue;
    const put = { id, expected: known.version, body: undefined, expiresAt: now, now };
    if (await store.putShortRecord({ kind: 'CANARY', ...put })) removed += 1;
  }
  await registry.abuse.readCanaries();
  return { removed };
}

export async function listCanaries(registry: Registry, actor: Actor): Promise<readonly CanaryReport[]> {
  requireScopeOrConsole(actor, 'dnd:organisations:manage');
  const reports: CanaryReport[] = [];
  for (const { body, expiresAt } of registry.store.shortRecords('CANARY', registry.now(), canariesMax)) {
    const canary = await openedCanary(registry, body);
    if (canary === undefined) continue;
    const { phoneNumber, ...rest } = canary;
    const masked = maskPhoneNumber(phoneNumber);
    reports.push({ ...rest, masked, expiresAt, isOnRecord: await isOnRecord(registry, phoneNumber) });
  }
  return reports.sort((a, b) => a.plantedAt - b.plantedAt);
}

async function isOnRecord({ shard }: Registry, number: PhoneNumber): Promise<boolean> {
  return (await shard.number(number)).follows !== 0;
}

function numbersOf(registry: Registry, texts: readonly string[]): readonly PhoneNumber[] {
  return texts.map((text, index) => {
    try {
      return numberInPlan(registry, text);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const { code, message, limit } = error;
      throw new Fault(code, message, { field: `phoneNumbers[${index}]`, ...(limit === undefined ? {} : { limit }) });
    }
  });
}

function onRecord(index: number): Fault {
  return new Fault('INCOMPATIBLE_STATE', 'something is on record of the number: somebody may have it', {
    field: `phoneNumbers[${index}]`,
  });
}

const tooMany = new Fault('INCOMPATIBLE_STATE', 'there are too many canary numbers', {
  field: 'phoneNumbers',
  limit: `at most ${canariesMax} canary numbers`,
});
