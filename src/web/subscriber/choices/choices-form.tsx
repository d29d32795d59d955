import type { Child } from 'hono/jsx';
import type { Position } from '../../../core/change.ts';
import type { Policy } from '../../../core/policy.ts';
import { canonicalPreferences, type Preferences } from '../../../core/preferences.ts';
import { formatPosition } from '../../../registry/position.ts';
import { Button, Form } from '../../shell/form.tsx';
import type { WebContext } from '../../web-context.ts';
import { nameIn } from '../../words/formats.ts';
import { ownLogId } from '../own-changes.ts';
import { bandName } from './changed-choices.ts';
import { bandTick, cellTick, choiceFields, dayTick, type EnteredChoices, stances } from './entered-choices.ts';

export interface ChoicesFormParts {
  readonly c: WebContext;
  /** What stands, and its position, which a change is held to. */
  readonly present: Preferences;
  readonly position: Position;
  readonly entered: EnteredChoices;
  /** Whether saving is the second step. */
  readonly isConfirmed?: boolean;
}

/** The switch; under a stance that has exceptions the table, hours and days; one button for all of it. */
export function ChoicesForm(parts: ChoicesFormParts) {
  const { c, entered } = parts;
  const { choices } = c.get('words');
  return (
    <Form c={c} action="/me">
      <HiddenFields {...parts} />
      <Stances {...parts} />
      <Button text={choices.save} />
      {entered.shown === undefined || entered.shown === 'REFUSE_ALL' ? null : (
        <>
          <CellTable c={c} entered={entered} />
          <Ticks
            id="hours"
            legend={choices.hoursLegend}
            hint={choices.hoursHint}
            rows={bandRows(c)}
            ticks={entered.ticks}
          />
          <Ticks
            id="days"
            legend={choices.daysLegend}
            hint={choices.daysHint}
            rows={dayRows(c)}
            ticks={entered.ticks}
          />
          <Button text={choices.save} />
        </>
      )}
    </Form>
  );
}

/** What a form carries besides what is entered: on which state it was filled in. */
export function HiddenFields({ c, present, position, entered, isConfirmed = false }: ChoicesFormParts) {
  return (
    <>
      <input type="hidden" name="position" value={formatPosition(ownLogId(c), position)} />
      <input type="hidden" name="seen" value={seenText(present)} />
      {entered.shown === undefined || entered.shown === 'REFUSE_ALL' ? null : (
        <input type="hidden" name={choiceFields.shown} value={entered.shown} />
      )}
      {isConfirmed ? <input type="hidden" name="confirmed" value="yes" /> : null}
    </>
  );
}

/** What stood when a page was opened: it may stand still although something else of the number changed since. */
export function seenText(preferences: Preferences): string {
  return JSON.stringify(canonicalPreferences(preferences));
}

function Stances({ c, present, entered }: ChoicesFormParts) {
  const { choices } = c.get('words');
  return (
    <div class="govuk-form-group">
      <fieldset class="govuk-fieldset">
        <legend class="govuk-fieldset__legend govuk-fieldset__legend--m">
          <h2 class="govuk-fieldset__heading">{choices.stanceLegend}</h2>
        </legend>
        <div class="govuk-radios" data-module="govuk-radios">
          {stances.map((stance) => {
            const id = `base-${stance}`;
            const { label, hint } = choices.stances[stance];
            return (
              <div class="govuk-radios__item">
                <input
                  class="govuk-radios__input"
                  id={id}
                  name={choiceFields.base}
                  type="radio"
                  value={stance}
                  checked={stance === entered.base}
                  aria-describedby={`${id}-hint`}
                />
                <label class="govuk-label govuk-radios__label" for={id}>
                  {label}
                  {stance === present.base ? (
                    <strong class="govuk-tag registry-present">{choices.present}</strong>
                  ) : null}
                </label>
                <div id={`${id}-hint`} class="govuk-hint govuk-radios__hint">
                  {hint}
                </div>
              </div>
            );
          })}
        </div>
      </fieldset>
    </div>
  );
}

/** Categories by channels; on a narrow screen a block for each category. */
function CellTable({ c, entered }: { readonly c: WebContext; readonly entered: EnteredChoices }) {
  const { choices } = c.get('words');
  const language = c.get('language');
  const { policy } = c.get('registry');
  return (
    <>
      <h2 class="govuk-heading-m" id="table">
        {choices.tableHeading}
      </h2>
      <p class="govuk-hint">{choices.tableHint}</p>
      <table class="govuk-table registry-cells" aria-labelledby="table">
        <thead class="govuk-table__head">
          <tr class="govuk-table__row">
            <th scope="col" class="govuk-table__header">
              {choices.category}
            </th>
            {policy.channels.map(({ id }) => (
              <th scope="col" class="govuk-table__header registry-cells__channel">
                {nameIn(policy.channels, id, language)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody class="govuk-table__body">
          {policy.categories.map(({ id }) => (
            <CellRow policy={policy} category={id} language={language} entered={entered} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function CellRow({
  policy,
  category,
  language,
  entered,
}: {
  readonly policy: Policy;
  readonly category: string;
  readonly language: string;
  readonly entered: EnteredChoices;
}) {
  const name = nameIn(policy.categories, category, language);
  return (
    <tr class="govuk-table__row">
      <th scope="row" class="govuk-table__header">
        {name}
      </th>
      {policy.channels.map(({ id: channel }) => (
        <td class="govuk-table__cell">
          <Tick tick={cellTick(category, channel)} ticks={entered.ticks}>
            <span class="govuk-visually-hidden">{`${name}: `}</span>
            <span class="registry-cells__label">{nameIn(policy.channels, channel, language)}</span>
          </Tick>
        </td>
      ))}
    </tr>
  );
}

interface TickRow {
  readonly tick: string;
  readonly text: string;
}

function bandRows(c: WebContext): readonly TickRow[] {
  const { policy } = c.get('registry');
  return policy.bands.map(({ id }) => ({ tick: bandTick(id), text: bandName(policy, id, c.get('language')) }));
}

function dayRows(c: WebContext): readonly TickRow[] {
  const { dayTypes } = c.get('registry').policy;
  return dayTypes.map(({ id }) => ({ tick: dayTick(id), text: nameIn(dayTypes, id, c.get('language')) }));
}

function Ticks({
  id,
  legend,
  hint,
  rows,
  ticks,
}: {
  readonly id: string;
  readonly legend: string;
  readonly hint: string;
  readonly rows: readonly TickRow[];
  readonly ticks: ReadonlySet<string>;
}) {
  return (
    <div class="govuk-form-group">
      <fieldset class="govuk-fieldset" aria-describedby={`${id}-hint`}>
        <legend class="govuk-fieldset__legend govuk-fieldset__legend--m">
          <h2 class="govuk-fieldset__heading">{legend}</h2>
        </legend>
        <div id={`${id}-hint`} class="govuk-hint">
          {hint}
        </div>
        <div class="registry-ticks">
          {rows.map(({ tick, text }) => (
            <Tick tick={tick} ticks={ticks}>
              {text}
            </Tick>
          ))}
        </div>
      </fieldset>
    </div>
  );
}

function Tick({
  tick,
  ticks,
  children,
}: {
  readonly tick: string;
  readonly ticks: ReadonlySet<string>;
  readonly children: Child;
}) {
  const id = tick.replaceAll('/', '-');
  return (
    <div class="govuk-checkboxes govuk-checkboxes--small">
      <div class="govuk-checkboxes__item">
        <input
          class="govuk-checkboxes__input"
          id={id}
          name={choiceFields.tick}
          type="checkbox"
          value={tick}
          checked={ticks.has(tick)}
        />
        <label class="govuk-label govuk-checkboxes__label" for={id}>
          {children}
        </label>
      </div>
    </div>
  );
}
