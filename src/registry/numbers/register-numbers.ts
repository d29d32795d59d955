import type { BulkAssertion } from '../../core/bulk-assertion.ts';
import type { NumberEvent } from '../../core/change.ts';
import { erasures } from '../../core/erasure.ts';
import { Fault } from '../../core/fault.ts';
import type { NumberRecord } from '../../core/number-record.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import type { Policy } from '../../core/policy.ts';
import type { Preferences } from '../../core/preferences.ts';
import { protectsAsMuch, strictest } from '../../core/protection.ts';
import type { EpochMs } from '../../core/time.ts';
import type { LogEntry } from '../../storage/store.ts';
import type { Actor, OrganisationActor } from '../access/actor.ts';
import { actorName, requireOrganisation } from '../access/permission.ts';
import { takeAllowance } from '../assertions/allowance.ts';
import { LazyAssertion } from '../assertions/lazy-assertion.ts';
import { checkedPreferences, type PreferencesWords, samePreferences } from '../preferences/checked-preferences.ts';
import { ownPreferences } from '../preferences/own-preferences.ts';
import { preferencesStand } from '../preferences/set-preferences.ts';
import type { Registry } from '../registry.ts';
import { carrierDocument, requireServed } from './acting-carrier.ts';
import type { NumberAsk } from './change-numbers.ts';
import { isListed } from './listed-numbers.ts';
import { numberInPlan } from './number-in-plan.ts';
import { lastTenureBoundary, presentTenure, standingEntries } from './present-tenure.ts';
import { changeByRows, type RowResults } from './row-results.ts';

/** How the carrier knows that the holder of the line wants this. */
export const carrierProofs = ['CARRIER_ASSERTED', 'MO_SMS', 'OTP'] as const;

export interface Registrations {
  readonly registrations: readonly {
    readonly phoneNumber: string;
    readonly preferences: PreferencesWords;
    readonly reference?: string | undefined;
  }[];
  readonly proof: (typeof carrierProofs)[number];
  /** The person at the carrier; required for `CARRIER_ASSERTED`. */
  readonly agent?: string | undefined;
}

/** One row, wherever it came from. */
export type RegistrationRow = { readonly reference?: string | undefined } & (
  | {
      readonly phoneNumber: string;
      readonly preferences: PreferencesWords;
      readonly proof: (typeof carrierProofs)[number];
      readonly agent?: string | undefined;
      /** When the holder wanted it: what is newer is not loosened by it, and of a former holder it is nothing. */
      readonly wishedAt?: EpochMs | undefined;
    }
  /** It cannot be read: REJECTED. */
  | { readonly fault: Fault }
);

/**
 * `POST /v1/registrations`: a carrier sets preferences on behalf of the holders of lines that it serves. A row
 * replaces all earlier choices; but what the holder himself chose (by text or one-time code), and what was taken over
 * from a list, is not loosened on the carrier's word alone. Rows beyond the policy's `assertionsPerDay`, and all of a
 * request with more rows than that, are part of a bulk assertion: what they refuse binds at once, what they loosen
 * waits, and an operator can reverse it all.
 * Faults: PERMISSION_DENIED, INVALID_ARGUMENT, UNAVAILABLE; of rows also SERVICE_NOT_APPLICABLE, INCOMPATIBLE_STATE,
 * ABORTED.
 */
export async function registerNumbers(
  registry: Registry,
  actor: Actor,
  { registrations, proof, agent }: Registrations,
): Promise<RowResults<'REGISTERED'>> {
  const carrier = requireOrganisation(actor, 'dnd:registrations:write');
  if (proof === 'CARRIER_ASSERTED' && agent === undefined) throw agentMissing;
  const rows = registrations.map((row) => ({ ...row, proof, agent }));
  return registerRows(registry, carrier, rows, rows.length);
}

/** The same for rows with proofs of their own: some of `ofRows` that came together. */
export async function registerRows(
  registry: Registry,
  carrier: OrganisationActor,
  registrations: readonly RegistrationRow[],
  ofRows: number,
): Promise<RowResults<'REGISTERED'>> {
  const document = carrierDocument(registry, carrier);
  registry.abuse.quotas.take(document, 'REGISTRATION', registrations.length, registry.now());
  const isBulk = ofRows > registry.policy.limits.assertionsPerDay;
  const bulk = new LazyAssertion(registry, carrier, 'REGISTRATIONS');
  const rows = await changeByRows(registry, 'REGISTERED', registrations, (row): NumberAsk => {
    if ('fault' in row) throw row.fault;
    const { phoneNumber, preferences: words, proof, agent, wishedAt } = row;
    if (proof === 'CARRIER_ASSERTED' && agent === undefined) throw agentMissing;
    const number = numberInPlan(registry, phoneNumber);
    const preferences = preferencesOfRow(registry, words);
    return {
      number,
      async draftOf({ record }) {
        requireServed(document, number, record.detail);
        if (presentTenure(record) === undefined) throw outOfService;
        if (preferencesStand(record, preferences) && !(await isListed(registry, number))) return undefined;
        if (wishedAt !== undefined) await requireNotOvertaken(registry, number, record, preferences, wishedAt);
        if (proof === 'CARRIER_ASSERTED') await requireNoLoosening(registry, number, record, preferences);
        const waits = waitsAlready(record, preferences);
        if (waits && proof === 'CARRIER_ASSERTED') return 'WAITS';
        const kind = protectsAsMuch(registry.policy, preferences, record.state.preferences) ? 'REFUSES' : 'LOOSENS';
        const isAllowed = !isBulk && (await takeAllowance(registry, carrier.organisationId, kind));
        if (waits && !isAllowed) return 'WAITS';
        return {
          event: isAllowed
            ? { kind: 'PREFERENCES_SET', preferences }
            : bulkEvent(registry.policy, await bulk.opened(), record, preferences),
          actor: actorName(carrier),
          ...(agent === undefined ? {} : { agent }),
          wayIn: 'API',
          proof,
        };
      },
    };
  });
  await bulk.written();
  return rows;
}

function waitsAlready({ detail: { pending } }: NumberRecord, preferences: Preferences): boolean {
  return pending?.effect.kind === 'PREFERENCES_SET' && samePreferences(pending.effect.preferences, preferences);
}

/** What protects as much as what stands binds as it is; else all that either refuses, until the rest has waited. */
function bulkEvent(
  policy: Policy,
  { assertionId, waitsUntil }: BulkAssertion,
  { state }: NumberRecord,
  preferences: Preferences,
): NumberEvent {
  const effect = { kind: 'PREFERENCES_SET', preferences } as const;
  const meanwhile = strictest(policy, preferences, state.preferences);
  if (samePreferences(meanwhile, preferences)) return { ...effect, assertionId };
  return { kind: 'ASSERTION_WAITS', assertionId, waitsUntil, effect, meanwhile };
}

const agentMissing = new Fault('INVALID_ARGUMENT', 'an assertion names the person who makes it', { field: 'agent' });
const outOfService = new Fault(
  'INCOMPATIBLE_STATE',
  'the line is reported as out of service: report who has it first',
  {
    field: 'phoneNumber',
  },
);
const loosened = new Fault('INCOMPATIBLE_STATE', 'the holder refused more: MO_SMS or OTP is needed to loosen it', {
  field: 'preferences',
});

function preferencesOfRow(registry: Registry, words: PreferencesWords): Preferences {
  try {
    return checkedPreferences(registry, words);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new Fault(error.code, error.message, { field: `preferences.${error.field ?? ''}` });
  }
}

/**
 * Against the holder's own last choice, not the present one: else two assertions would undo what one may not. Where
 * the log has no such entry but the number was imported, or came with its new holder's choice, against what stands.
 * Who has had everything forgotten has no such choice.
 */
async function requireNoLoosening(
  registry: Registry,
  number: PhoneNumber,
  { state }: NumberRecord,
  preferences: Preferences,
): Promise<void> {
  for await (const entry of standingEntries(registry, number)) {
    if ('event' in entry && entry.event.kind === 'RECORD_ERASED') return;
    const own = ownPreferences(entry) ?? (bringsPreferences(entry) ? state.preferences : undefined);
    if (own === undefined) continue;
    if (protectsAsMuch(registry.policy, preferences, own)) return;
    throw loosened;
  }
}

/** Whoever wanted it may have wanted something else since, and another holder never did. */
async function requireNotOvertaken(
  registry: Registry,
  number: PhoneNumber,
  { state, detail }: NumberRecord,
  preferences: Preferences,
  wishedAt: EpochMs,
): Promise<void> {
  if ((lastTenureBoundary(detail) ?? 0) > wishedAt) throw formerHolder;
  if (protectsAsMuch(registry.policy, preferences, state.preferences)) return;
  for await (const entry of standingEntries(registry, number)) {
    if (!speaksOfPreferences(entry)) continue;
    if (entry.at > wishedAt) throw overtaken;
    return;
  }
}

const formerHolder = new Fault('INCOMPATIBLE_STATE', 'the line has had another holder since', { field: 'wishedAt' });
const overtaken = new Fault('INCOMPATIBLE_STATE', 'something newer is on record: an older wish may only refuse', {
  field: 'wishedAt',
});

function speaksOfPreferences(entry: LogEntry): boolean {
  if ('block' in entry) return true;
  const kinds = ['PREFERENCES_SET', 'ASSERTION_WAITS', 'NUMBER_RESTORED', 'NUMBER_REASSIGNED', ...erasures];
  return 'number' in entry && kinds.includes(entry.event.kind);
}

function bringsPreferences(entry: LogEntry): boolean {
  if ('block' in entry) return true;
  return 'number' in entry && entry.event.kind === 'NUMBER_REASSIGNED' && entry.event.keepsPreferences === true;
}
