import type { BaseStance, Preferences } from '../../../core/preferences.ts';
import { noPreferences } from '../../../core/preferences.ts';
import type { Consent } from '../../../registry/consents/read-consents.ts';
import { samePreferences } from '../../../registry/preferences/checked-preferences.ts';
import type { PreferencesAt } from '../../../registry/preferences/read-preferences.ts';
import { Button, Form } from '../../shell/form.tsx';
import { Warning } from '../../shell/notice.tsx';
import type { WebContext } from '../../web-context.ts';
import { formatsIn } from '../../words/formats.ts';
import { subscriberPage } from '../subscriber-page.tsx';
import { HiddenFields } from './choices-form.tsx';
import { choiceFields, type EnteredChoices } from './entered-choices.ts';
import { StandingBox } from './standing-box.tsx';

/** What a change would take away, a sentence each. */
export type SecondStep = readonly string[];

const protection: Readonly<Record<BaseStance, number>> = { LAW: 0, REFUSE_EXCEPT: 1, REFUSE_ALL: 2 };

/** Leaving a stance that protects more, and losing choices or consents, is asked again. Undefined: neither. */
export function secondStepFor(
  c: WebContext,
  present: Preferences,
  wanted: Preferences,
  consents: readonly Consent[],
): SecondStep | undefined {
  const { choices } = c.get('words');
  const isWeaker = protection[wanted.base] < protection[present.base];
  const hasChoices = !samePreferences({ ...present, base: 'LAW' }, noPreferences);
  const refusesAll = wanted.base === 'REFUSE_ALL';
  const brands = formatsIn(c.get('language'), c.get('registry').policy).row(consents.map(({ brandName }) => brandName));
  const step = [
    ...(isWeaker ? [choices.lessProtected] : []),
    ...(refusesAll && present.base !== 'REFUSE_ALL' && hasChoices ? [choices.losesChoices] : []),
    ...(refusesAll && consents.length > 0 ? [choices.endsConsents(consents.length, brands)] : []),
  ];
  return step.length === 0 ? undefined : step;
}

export interface ConfirmPageParts {
  readonly present: PreferencesAt;
  readonly entered: EnteredChoices;
  readonly wanted: Preferences;
  readonly step: SecondStep;
}

export function confirmPage(c: WebContext, { present, entered, wanted, step }: ConfirmPageParts): Response {
  const { choices, shell } = c.get('words');
  return subscriberPage(
    c,
    'choices',
    { title: choices.confirmHeading, back: '/me' },
    <>
      <h1 class="govuk-heading-l">{choices.confirmHeading}</h1>
      {step.map((sentence) => (
        <Warning prefix={shell.warningPrefix}>{sentence}</Warning>
      ))}
      <h2 class="govuk-heading-s">{choices.thenStands}</h2>
      <StandingBox c={c} preferences={wanted} />
      <Form c={c} action="/me">
        <HiddenFields
          c={c}
          present={present.preferences}
          position={present.position}
          entered={entered}
          isConfirmed={true}
        />
        <input type="hidden" name={choiceFields.base} value={entered.base} />
        {[...entered.ticks].map((tick) => (
          <input type="hidden" name={choiceFields.tick} value={tick} />
        ))}
        <div class="govuk-button-group">
          <Button text={choices.confirm} />
          <a class="govuk-button govuk-button--secondary" href="/me">
            {choices.keep}
          </a>
        </div>
      </Form>
    </>,
  );
}
