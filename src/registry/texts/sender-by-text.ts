import { Fault } from '../../core/fault.ts';
import type { SubscriberActor } from '../access/actor.ts';
import { giveConsent } from '../consents/give-consent.ts';
import { readmitSender } from '../consents/readmit-sender.ts';
import { refuseSender } from '../consents/refuse-sender.ts';
import { brandName, permissionOf } from '../consents/sender-permissions.ts';
import { withdrawConsent } from '../consents/withdraw-consent.ts';
import type { Registry } from '../registry.ts';
import type { TextDone, TextHolder } from './text-holder.ts';
import { openTurn, type Step, type Undo } from './text-line.ts';

/** The brand that a name in a text stands for: as it was sent, in capitals, or as a number of the policy's country. */
export function brandOfSender({ directory, policy }: Registry, sender: string): string | undefined {
  const digits = sender.replace(/^\+/, '');
  const isNumber = /^\d+$/.test(digits);
  const spellings = isNumber
    ? [sender, digits, `+${digits}`, `+${policy.countryCallingCode}${digits.replace(/^0+/, '')}`]
    : [sender, sender.toUpperCase()];
  return spellings.map((one) => directory.senderIdentity(one)?.document.brand).find((brand) => brand !== undefined);
}

/** Shuts one brand out. */
export async function refuseByText(holder: TextHolder, actor: SubscriberActor, brand: string): Promise<TextDone> {
  const { changed } = await refuseSender(holder.registry, actor, { brand });
  return told(holder, 'senderRefused', brand, isChanged(holder, changed) ? { of: 'SENDER_REFUSED', brand } : undefined);
}

/** Asks for the YES that lets a brand through, or ends its refusal (`READMIT`). */
export async function askToAdmit(holder: TextHolder, does: 'CONSENT' | 'READMIT', brand: string): Promise<TextDone> {
  const { registry, number, tenure, record, isLate } = holder;
  if (isLate) return { outcome: 'TURNED_DOWN', saying: { says: 'late' } };
  if (does === 'READMIT' && permissionOf(record, brand)?.status !== 'REFUSED') {
    return { outcome: 'UNCHANGED', saying: { says: 'senderStands', brand: brandName(registry, brand) } };
  }
  const step: Step = does === 'CONSENT' ? { does, brand, isAsked: false } : { does, brand };
  const code = await openTurn(registry, number, tenure, { step });
  return { outcome: 'WAITS', saying: { says: 'senderAsked', brand: brandName(registry, brand), code } };
}

/** The YES to what a brand asked, or to what the subscriber himself wanted. */
export async function consentByText(holder: TextHolder, actor: SubscriberActor, brand: string): Promise<TextDone> {
  const { changed } = await giveConsent(holder.registry, actor, { brand });
  return told(holder, 'senderAllowed', brand, isChanged(holder, changed) ? { of: 'CONSENT_GIVEN', brand } : undefined);
}

/** The NO: ends what the brand asked for, a consent too. Nothing to end is as good. */
export async function declineByText(holder: TextHolder, actor: SubscriberActor, brand: string): Promise<TextDone> {
  const { registry } = holder;
  const changed = await unlessMissing(withdrawConsent(registry, actor, brand));
  return {
    outcome: isChanged(holder, changed) ? 'CHANGED' : 'UNCHANGED',
    saying: { says: 'declined', brand: brandName(registry, brand) },
  };
}

export async function readmitByText(holder: TextHolder, actor: SubscriberActor, brand: string): Promise<TextDone> {
  const changed = await unlessMissing(readmitSender(holder.registry, actor, brand));
  return told(
    holder,
    'senderReadmitted',
    brand,
    isChanged(holder, changed) ? { of: 'SENDER_READMITTED', brand } : undefined,
  );
}

/** Takes a word about a brand back by its opposite. */
export function undoSender(holder: TextHolder, actor: SubscriberActor, { of, brand }: SenderUndo): Promise<TextDone> {
  if (of === 'SENDER_REFUSED') return readmitByText(holder, actor, brand);
  return of === 'CONSENT_GIVEN' ? declineByText(holder, actor, brand) : refuseByText(holder, actor, brand);
}

/** By this attempt at the text, or by one that was broken off. */
function isChanged({ begun }: TextHolder, changed: boolean): boolean {
  return changed || begun !== undefined;
}

type SenderUndo = Exclude<Undo, { readonly of: 'PREFERENCES' }>;

async function told(
  { registry, number, tenure }: TextHolder,
  says: 'senderRefused' | 'senderAllowed' | 'senderReadmitted',
  brand: string,
  undo: Undo | undefined,
): Promise<TextDone> {
  const name = brandName(registry, brand);
  if (undo === undefined) return { outcome: 'UNCHANGED', saying: { says, brand: name } };
  const code = await openTurn(registry, number, tenure, { undo });
  return { outcome: 'CHANGED', saying: { says, brand: name, code } };
}

async function unlessMissing(change: Promise<unknown>): Promise<boolean> {
  try {
    await change;
    return true;
  } catch (error) {
    if (error instanceof Fault && error.code === 'NOT_FOUND') return false;
    throw error;
  }
}
