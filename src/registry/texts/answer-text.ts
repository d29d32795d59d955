import { Fault } from '../../core/fault.ts';
import { canonicalPreferences } from '../../core/preferences.ts';
import type { OwnIntent, ParsedText } from '../../core/texts/text-intent.ts';
import { minuteMs, secondMs } from '../../core/time.ts';
import type { SubscriberActor } from '../access/actor.ts';
import { countCodes } from '../access/code-counts.ts';
import { countUses, textLimits } from '../access/rate-limits.ts';
import { freshCode } from '../access/request-code.ts';
import { brandName } from '../consents/sender-permissions.ts';
import { chooseByText, setByCode } from './choose-by-text.ts';
import {
  askToAdmit,
  brandOfSender,
  consentByText,
  declineByText,
  readmitByText,
  refuseByText,
  undoSender,
} from './sender-by-text.ts';
import { actingHolder, type TextDone, type TextHolder } from './text-holder.ts';
import { changeLine, openTurn, readLine, type Step, type Turn, turnHash } from './text-line.ts';

export type AnyIntent = ParsedText['intent'];

/**
 * Does what a text asks for, as far as its line is shown. What changes anything over a link that does not serve the
 * number waits for a code, which is texted to the number itself and shows it as any one-time code does.
 */
export async function answerText(holder: TextHolder, intent: AnyIntent): Promise<TextDone> {
  switch (intent.kind) {
    case 'CONFIRM':
    case 'DECLINE':
    case 'UNDO':
      return answerTurn(holder, intent.kind, intent.code);
    case 'LEAVE':
      if (intent.code !== undefined) return answerTurn(holder, 'CONFIRM', intent.code);
      break;
    case 'UNKNOWN':
      return notUnderstood(holder, intent.reason);
    case 'SIGN_IN':
      return signIn(holder);
    default: {
      const told = information(holder, intent);
      if (told !== undefined) return told;
    }
  }
  if (holder.isShown) return act(holder, actingHolder(holder, 'MO_SMS'), intent);
  const { registry, number, tenure, brand, isLate } = holder;
  if (isLate) return { outcome: 'TURNED_DOWN', saying: { says: 'late' } };
  const step: Step = { does: 'TEXT', intent, ...(brand === undefined ? {} : { brand }) };
  const code = await openTurn(registry, number, tenure, { step });
  return { outcome: 'WAITS', saying: { says: 'lineAsked', code } };
}

/**
 * Who asks from the line itself gets his code whatever strangers ask for in the name of his number: their limits and
 * their pause are not his. It goes to the number, and over a link that does not serve it is counted as theirs are.
 */
async function signIn({ registry, number, isLate }: TextHolder): Promise<TextDone> {
  if (isLate) return { outcome: 'TURNED_DOWN', saying: { says: 'late' } };
  countCodes(registry, 'REQUESTED');
  const gives = await freshCode(registry, number, { counted: [] });
  const minutes = Math.floor((registry.policy.clocks.codeLifetimeSec * secondMs) / minuteMs);
  return { outcome: 'ANSWERED', saying: { says: 'signInCode', code: gives.code, minutes }, gives };
}

function notUnderstood({ registry, brand }: TextHolder, reason: 'UNKNOWN_WORD' | 'UNKNOWN_CODE'): TextDone {
  if (brand !== undefined) {
    return { outcome: 'NOT_UNDERSTOOD', saying: { says: 'howToRefuse', brand: brandName(registry, brand) } };
  }
  return { outcome: 'NOT_UNDERSTOOD', saying: { says: reason === 'UNKNOWN_CODE' ? 'unknownCode' : 'unknownWord' } };
}

/** What changes nothing is answered to the number whoever asked: only its holder reads it. */
function information({ registry, record, brand }: TextHolder, intent: AnyIntent): TextDone | undefined {
  switch (intent.kind) {
    case 'STATUS':
      return answered({ says: 'STATE', state: canonicalPreferences(record.state.preferences) });
    case 'HELP':
      return answered(
        brand === undefined ? { says: 'help' } : { says: 'howToRefuse', brand: brandName(registry, brand) },
      );
    case 'MENU':
      return answered({ says: 'menu' });
    case 'COMPLAINT':
      return answered({ says: 'complaint', sender: intent.sender });
    case 'OPT_OUT_OF_ITEM':
      return answered({ says: 'itemOnly', brand: brand === undefined ? intent.item : brandName(registry, brand) });
    default:
      return undefined;
  }
}

function answered(saying: TextDone['saying']): TextDone {
  return { outcome: 'ANSWERED', saying };
}

/** What loosens waits for a YES of its own. */
async function act(holder: TextHolder, actor: SubscriberActor, intent: AnyIntent): Promise<TextDone> {
  switch (intent.kind) {
    case 'REFUSE_ALL':
    case 'REFUSE_ALL_BUT':
    case 'CHANGE':
    case 'LEAVE':
      return chooseByText(holder, actor, intent);
    case 'REFUSE_SENDER':
    case 'ADMIT_SENDER':
      return ofSender(holder, actor, intent);
    case 'OPT_OUT':
      return holder.brand === undefined
        ? notUnderstood(holder, 'UNKNOWN_WORD')
        : refuseByText(holder, actor, holder.brand);
    case 'OPT_IN':
      return holder.brand === undefined
        ? notUnderstood(holder, 'UNKNOWN_WORD')
        : askToAdmit(holder, 'READMIT', holder.brand);
    case 'LANGUAGE': {
      const { language } = intent;
      await changeLine(holder.registry, holder.number, holder.tenure, (line) => ({ ...line, language }));
      return { outcome: 'CHANGED', saying: { says: 'languageSet' }, language };
    }
    default:
      return notUnderstood(holder, 'UNKNOWN_WORD');
  }
}

async function ofSender(
  holder: TextHolder,
  actor: SubscriberActor,
  { kind, sender }: Extract<OwnIntent, { readonly sender: string; readonly kind: 'REFUSE_SENDER' | 'ADMIT_SENDER' }>,
): Promise<TextDone> {
  const brand = brandOfSender(holder.registry, sender);
  if (brand === undefined) return { outcome: 'NOT_UNDERSTOOD', saying: { says: 'unknownSender' } };
  if (kind === 'REFUSE_SENDER') return refuseByText(holder, actor, brand);
  return askToAdmit(holder, 'CONSENT', brand);
}

/** A code is tried so often a day and no more; a wrong, a spent and an expired one get the same answer. */
async function answerTurn(
  holder: TextHolder,
  kind: 'CONFIRM' | 'DECLINE' | 'UNDO',
  code: string | undefined,
): Promise<TextDone> {
  const { registry, number, tenure, isLate } = holder;
  if (code === undefined) return { outcome: 'TURNED_DOWN', saying: { says: 'codeMissing' } };
  if (!(await mayTry(holder))) return codeWrong;
  const codeHash = await turnHash(registry, number, code);
  const turn = (await readLine(registry, number, tenure)).turns.find((one) => one.codeHash === codeHash);
  if (turn === undefined) return codeWrong;
  if (isLate && kind !== 'DECLINE') return { outcome: 'TURNED_DOWN', saying: { says: 'late' } };
  const done = await turned(holder, kind, turn);
  return done === undefined ? codeWrong : { ...done, closes: turn };
}

const codeWrong: TextDone = { outcome: 'TURNED_DOWN', saying: { says: 'codeWrong' } };

/** The code was texted to the number alone: whoever has it has the line. */
async function turned(
  holder: TextHolder,
  kind: 'CONFIRM' | 'DECLINE' | 'UNDO',
  { step, undo }: Turn,
): Promise<TextDone | undefined> {
  const actor = actingHolder(holder, holder.isShown ? 'MO_SMS' : 'OTP');
  if (kind === 'UNDO') {
    if (undo === undefined) return undefined;
    return undo.of === 'PREFERENCES'
      ? setByCode(holder, actor, undo.before, undo.position)
      : undoSender(holder, actor, undo);
  }
  if (step === undefined) return undefined;
  if (kind === 'CONFIRM') return confirmed(holder, actor, step);
  const isOfBrand = step.does === 'CONSENT' && step.isAsked;
  return isOfBrand ? declineByText(holder, actor, step.brand) : { outcome: 'UNCHANGED', saying: { says: 'dropped' } };
}

function confirmed(holder: TextHolder, actor: SubscriberActor, step: Step): Promise<TextDone> {
  switch (step.does) {
    case 'SET':
      return setByCode(holder, actor, step.preferences, step.follows);
    case 'CONSENT':
      return consentByText(holder, actor, step.brand);
    case 'READMIT':
      return readmitByText(holder, actor, step.brand);
    case 'TEXT': {
      // This YES shows the line; whether to loosen anything is a question of its own, which names what would stand.
      const { brand: _, ...rest } = holder;
      return act(step.brand === undefined ? rest : { ...rest, brand: step.brand }, actor, step.intent);
    }
  }
}

async function mayTry({ registry, number }: TextHolder): Promise<boolean> {
  try {
    await countUses(registry, [{ limit: textLimits.codes, subject: String(number) }]);
    return true;
  } catch (error) {
    if (error instanceof Fault && error.code === 'TOO_MANY_REQUESTS') return false;
    throw error;
  }
}
