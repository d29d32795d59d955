import { Fault } from '../../core/fault.ts';
import type { NumberRecord } from '../../core/number-record.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import type { Preferences } from '../../core/preferences.ts';
import { protectsAsMuch } from '../../core/protection.ts';
import type { LogEntry } from '../../storage/store.ts';
import type { Actor } from '../access/actor.ts';
import { actorName, requireOrganisation } from '../access/permission.ts';
import { changeByRows, type RowResults } from '../lookups/row-results.ts';
import { checkedPreferences, type PreferencesWords } from '../preferences/checked-preferences.ts';
import { ownPreferences } from '../preferences/own-preferences.ts';
import { preferencesStand } from '../preferences/set-preferences.ts';
import type { Registry } from '../registry.ts';
import { carrierDocument, requireServed } from './acting-carrier.ts';
import type { NumberAsk } from './change-numbers.ts';
import { numberInPlan } from './number-in-plan.ts';
import { entriesOfTenure, presentTenure } from './present-tenure.ts';

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

/**
 * `POST /v1/registrations`: a carrier sets preferences on behalf of the holders of lines that it serves. A row
 * replaces all earlier choices; but what the holder himself chose (by text or one-time code), and what was taken over
 * from a list, is not loosened on the carrier's word alone. Faults: PERMISSION_DENIED, INVALID_ARGUMENT, UNAVAILABLE; of rows also SERVICE_NOT_APPLICABLE,
 * INCOMPATIBLE_STATE, ABORTED.
 */
export async function registerNumbers(
  registry: Registry,
  actor: Actor,
  { registrations, proof, agent }: Registrations,
): Promise<RowResults<'REGISTERED'>> {
  const carrier = requireOrganisation(actor, 'dnd:registrations:write');
  if (proof === 'CARRIER_ASSERTED' && agent === undefined) {
    throw new Fault('INVALID_ARGUMENT', 'an assertion names the person who makes it', { field: 'agent' });
  }
  const document = carrierDocument(registry, carrier);
  return changeByRows(registry, 'REGISTERED', registrations, ({ phoneNumber, preferences: words }): NumberAsk => {
    const number = numberInPlan(registry, phoneNumber);
    const preferences = preferencesOfRow(registry, words);
    return {
      number,
      async draftOf({ record }) {
        requireServed(document, number, record.detail);
        if (presentTenure(record) === undefined) throw outOfService;
        if (preferencesStand(record, preferences)) return undefined;
        if (proof === 'CARRIER_ASSERTED') await requireNoLoosening(registry, number, record, preferences);
        return {
          event: { kind: 'PREFERENCES_SET', preferences },
          actor: actorName(carrier),
          ...(agent === undefined ? {} : { agent }),
          wayIn: 'API',
          proof,
        };
      },
    };
  });
}

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
 */
async function requireNoLoosening(
  registry: Registry,
  number: PhoneNumber,
  { state }: NumberRecord,
  preferences: Preferences,
): Promise<void> {
  for await (const entry of entriesOfTenure(registry, number)) {
    const own = ownPreferences(entry) ?? (bringsPreferences(entry) ? state.preferences : undefined);
    if (own === undefined) continue;
    if (protectsAsMuch(registry.policy, preferences, own)) return;
    throw loosened;
  }
}

function bringsPreferences(entry: LogEntry): boolean {
  if ('block' in entry) return true;
  return 'number' in entry && entry.event.kind === 'NUMBER_REASSIGNED' && entry.event.keepsPreferences === true;
}
