import type { Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { Fault } from '../../../core/fault.ts';
import { type Preferences, refuseAll } from '../../../core/preferences.ts';
import { type Consent, readConsents } from '../../../registry/consents/read-consents.ts';
import { entityTag } from '../../../registry/preferences/entity-tag.ts';
import { type PreferencesAt, readPreferences } from '../../../registry/preferences/read-preferences.ts';
import { setPreferences } from '../../../registry/preferences/set-preferences.ts';
import { type FormFields, readForm } from '../../form-fields.ts';
import { Notice } from '../../shell/notice.tsx';
import { requireOwnForm } from '../../visit.ts';
import type { WebContext, WebEnv } from '../../web-context.ts';
import { changeNotice } from '../change-notice.tsx';
import { changedQuery, ownLogId, positionIn } from '../own-changes.ts';
import { subscriberPage } from '../subscriber-page.tsx';
import { subscribersOnly } from '../subscriber-session.ts';
import { ChoicesForm, seenText } from './choices-form.tsx';
import { confirmPage, secondStepFor } from './confirm-page.tsx';
import { type EnteredChoices, enteredChoices, shownChoices, wantedPreferences } from './entered-choices.ts';
import { StandingBox, todayOf } from './standing-box.tsx';

/** Who may reach the holder of the number. */
export function choicesPages(app: Hono<WebEnv>): void {
  app.get('/me', subscribersOnly, async (c) => {
    const present = await readPreferences(c.get('registry'), c.get('subscriber'));
    return choicesPage(c, { present, entered: asStands(c, present), head: await changeNotice(c) });
  });
  app.post('/me', subscribersOnly, takeChoices);
}

async function takeChoices(c: WebContext): Promise<Response> {
  const form = await readForm(c);
  requireOwnForm(c, form);
  const registry = c.get('registry');
  const present = await readPreferences(registry, c.get('subscriber'));
  const entered = enteredChoices(form);
  if (entered === undefined) return choicesPage(c, { present, entered: asStands(c, present) });
  if (isOutdated(c, form, present)) return conflictPage(c, present, entered);
  const wanted = wantedPreferences(registry.policy, present.preferences, entered, todayOf(c));
  if (wanted === 'PICK') return pickPage(c, present, entered);
  if (!form.has('confirmed')) {
    const consents = (await readConsents(registry, c.get('subscriber'))).filter(({ status }) => status === 'CONSENTED');
    const step = secondStepFor(c, present.preferences, wanted, consents);
    if (step !== undefined) return confirmPage(c, { present, entered, wanted, step });
  }
  return saved(c, present, entered, wanted);
}

async function saved(
  c: WebContext,
  present: PreferencesAt,
  entered: EnteredChoices,
  wanted: Preferences,
): Promise<Response> {
  const registry = c.get('registry');
  const subscriber = c.get('subscriber');
  try {
    const ifMatch = entityTag(ownLogId(c), present.position);
    const { position } = await setPreferences(registry, subscriber, { ifMatch, replace: wanted });
    return c.redirect(`/me${position === present.position ? '?same' : changedQuery(c, position)}`, 303);
  } catch (error) {
    if (!(error instanceof Fault && error.code === 'FAILED_PRECONDITION')) throw error;
    return conflictPage(c, await readPreferences(registry, subscriber), entered);
  }
}

/** Whether something else stands than when the form was opened. Another entry of the number alone does not matter. */
function isOutdated(c: WebContext, form: FormFields, { position, preferences }: PreferencesAt): boolean {
  if (positionIn(c, form.text('position', 64)) === position) return false;
  return form.text('seen', 16_384) !== seenText(preferences);
}

function asStands(c: WebContext, { preferences }: PreferencesAt): EnteredChoices {
  const { base } = preferences;
  if (base === 'REFUSE_ALL') return { base, ticks: new Set() };
  return shownChoices(c.get('registry').policy, preferences, base, todayOf(c));
}

/** The table of the stance that was wanted, where it needs one. */
function withTable(c: WebContext, present: PreferencesAt, entered: EnteredChoices): EnteredChoices {
  const { base, shown } = entered;
  if (shown !== undefined || base === 'REFUSE_ALL') return entered;
  return shownChoices(c.get('registry').policy, present.preferences, base, todayOf(c));
}

/** Nothing that was entered is lost, and nothing of what came between is overwritten unseen. */
function conflictPage(c: WebContext, present: PreferencesAt, given: EnteredChoices): Promise<Response> {
  const { choices } = c.get('words');
  const entered = withTable(c, present, given);
  const literal = entered.shown === undefined ? entered : { ...entered, shown: entered.base };
  const wanted = wantedPreferences(c.get('registry').policy, present.preferences, literal, todayOf(c));
  const head = (
    <Notice title={choices.conflictHeading} isSuccess={false}>
      <p class="govuk-body">{choices.conflictHint}</p>
      <h3 class="govuk-heading-s">{choices.entered}</h3>
      <StandingBox c={c} preferences={wanted === 'PICK' ? refuseAll : wanted} />
    </Notice>
  );
  return choicesPage(c, { present, entered: literal, head, status: 409 });
}

/** Who wants only those whom he chooses is asked whom: until then nothing is changed. */
function pickPage(c: WebContext, present: PreferencesAt, { base, ticks }: EnteredChoices): Promise<Response> {
  const { choices } = c.get('words');
  const shown = shownChoices(c.get('registry').policy, present.preferences, base, todayOf(c));
  const times = [...ticks].filter((tick) => /^(?:hours|day)\//.test(tick));
  const cells = [...shown.ticks].filter((tick) => !/^(?:hours|day)\//.test(tick));
  const entered = times.length === 0 ? shown : { ...shown, ticks: new Set([...cells, ...times]) };
  const head = (
    <Notice title={choices.pickHeading} isSuccess={false}>
      <p class="govuk-notification-banner__heading">{choices.pickHint}</p>
    </Notice>
  );
  return choicesPage(c, { present, entered, head, isConfirmed: true });
}

interface ChoicesPageParts {
  readonly present: PreferencesAt;
  readonly entered: EnteredChoices;
  readonly head?: Child;
  readonly status?: number;
  readonly isConfirmed?: boolean;
}

async function choicesPage(c: WebContext, parts: ChoicesPageParts): Promise<Response> {
  const { choices } = c.get('words');
  const { preferences, position } = parts.present;
  const consents = await readConsents(c.get('registry'), c.get('subscriber'));
  return subscriberPage(
    c,
    'choices',
    { title: choices.heading, isWide: true, status: parts.status ?? 200 },
    <>
      {parts.head ?? null}
      <h1 class="govuk-heading-l">{choices.heading}</h1>
      <h2 class="govuk-heading-s">{choices.standsNow}</h2>
      <StandingBox c={c} preferences={preferences} />
      <ConsentsBeside c={c} consents={consents} />
      <ChoicesForm
        c={c}
        present={preferences}
        position={position}
        entered={parts.entered}
        isConfirmed={parts.isConfirmed ?? false}
      />
    </>,
  );
}

function ConsentsBeside({ c, consents }: { readonly c: WebContext; readonly consents: readonly Consent[] }) {
  const { choices } = c.get('words');
  if (consents.length === 0) return null;
  const given = consents.filter(({ status }) => status === 'CONSENTED').length;
  const asked = consents.length - given;
  return (
    <p class="govuk-body">
      {given === 0 ? '' : `${choices.consented(given)} `}
      {asked === 0 ? '' : `${choices.asked(asked)} `}
      <a class="govuk-link" href="/me/senders">
        {choices.seeSenders}
      </a>
    </p>
  );
}
