import { type DimensionId, type Measure, measures } from '../../core/statistics/measures.ts';
import type { Axis, Period } from '../../core/statistics/release.ts';
import { FieldGroup, fieldState, type Option } from '../shell/choice-fields.tsx';
import { FieldError, type FormError } from '../shell/error-summary.tsx';
import type { WebContext } from '../web-context.ts';
import { figuresPath } from './drill-down.ts';
import { figureNames } from './figure-names.ts';
import { type EnteredQuery, views } from './figures-query.ts';

interface FormParts {
  readonly c: WebContext;
  readonly entered: EnteredQuery;
  readonly periods: readonly Period[];
  readonly errors: readonly FormError[];
}

/** The choice of a measure; what else was chosen and fits any measure goes along. */
export function MeasureForm({ c, entered, errors }: Omit<FormParts, 'periods'>) {
  const { figures } = c.get('words').desk;
  const names = figureNames(c);
  return (
    <form action={figuresPath} method="get" class="registry-inline-form">
      <FieldGroup c={c} id="measure" label={figures.measure} errors={errors}>
        <select {...fieldState('select', 'measure', undefined, errors)}>
          {measures.some(({ id }) => id === entered.measure) ? null : <option value="">{figures.choose}</option>}
          {measures.map(({ id }) => (
            <option value={id} selected={id === entered.measure}>
              {names.measure(id)}
            </option>
          ))}
        </select>
      </FieldGroup>
      {(['from', 'until', 'view'] as const).map((name) =>
        entered[name] === '' ? null : <input type="hidden" name={name} value={entered[name]} />,
      )}
      <button type="submit" class="govuk-button govuk-button--secondary" data-module="govuk-button">
        {figures.showMeasure}
      </button>
    </form>
  );
}

/** Everything about the figures of a measure that can be chosen; it sends itself as the page’s address. */
export function FiguresForm({ c, entered, periods, errors, measure, axes }: FiguresFormParts) {
  const { figures } = c.get('words').desk;
  return (
    <form action={figuresPath} method="get" novalidate>
      <input type="hidden" name="measure" value={measure.id} />
      <input type="hidden" name="each" value="1" />
      <div class="registry-fields">
        <PeriodField c={c} field="from" label={figures.from} entered={entered} periods={periods} errors={errors} />
        <PeriodField c={c} field="until" label={figures.until} entered={entered} periods={periods} errors={errors} />
        <ViewField c={c} entered={entered} errors={errors} />
      </div>
      {axes.map((axis) => (
        <MembersField c={c} axis={axis} entered={entered} errors={errors} />
      ))}
      <button type="submit" class="govuk-button" data-module="govuk-button">
        {figures.show}
      </button>
    </form>
  );
}

interface FiguresFormParts extends FormParts {
  readonly measure: Measure;
  readonly axes: readonly Axis[];
}

function PeriodField({ c, field, label, entered, periods, errors }: PeriodFieldParts) {
  const { figures } = c.get('words').desk;
  const names = figureNames(c);
  const value = entered[field] === '' ? (periods[0]?.id ?? '') : entered[field];
  const isKnown = periods.some(({ id }) => id === value);
  const group = (kind: Period['kind'], text: string) => {
    const own = periods.filter((period) => period.kind === kind);
    return own.length === 0 ? null : (
      <optgroup label={text}>
        {own.map(({ id }) => (
          <option value={id} selected={id === value}>
            {names.period(id)}
          </option>
        ))}
      </optgroup>
    );
  };
  return (
    <FieldGroup c={c} id={field} label={label} errors={errors}>
      <select {...fieldState('select', field, undefined, errors)}>
        {isKnown ? null : (
          <option value={value} selected>
            {names.period(value)}
          </option>
        )}
        {group('MONTH', figures.months)}
        {group('QUARTER', figures.quarters)}
      </select>
    </FieldGroup>
  );
}

interface PeriodFieldParts extends FormParts {
  readonly field: 'from' | 'until';
  readonly label: string;
}

function ViewField({ c, entered, errors }: Omit<FormParts, 'periods'>) {
  const { figures } = c.get('words').desk;
  const options: readonly Option[] = views.map((value) => ({ value, text: figures.views[value] }));
  return (
    <FieldGroup c={c} id="view" label={figures.view} errors={errors}>
      <select {...fieldState('select', 'view', undefined, errors)}>
        {options.map(({ value, text }) => (
          <option value={value} selected={value === entered.view}>
            {text}
          </option>
        ))}
      </select>
    </FieldGroup>
  );
}

interface MembersFieldParts {
  readonly c: WebContext;
  readonly axis: Axis;
  readonly entered: EnteredQuery;
  readonly errors: readonly FormError[];
}

function MembersField({ c, axis: { dimension, members }, entered, errors }: MembersFieldParts) {
  const { figures } = c.get('words').desk;
  const { shell } = c.get('words');
  const names = figureNames(c);
  const isWrong = errors.some(({ field }) => field === dimension);
  const strangers = (entered.members[dimension] ?? []).filter((id) => !members.includes(id));
  return (
    <div class={`govuk-form-group${isWrong ? ' govuk-form-group--error' : ''}`}>
      <fieldset class="govuk-fieldset" id={dimension} aria-describedby={`${dimension}-hint`}>
        <legend class="govuk-fieldset__legend govuk-fieldset__legend--s">{names.dimension(dimension)}</legend>
        <div id={`${dimension}-hint`} class="govuk-hint">
          {figures.noneTicked}
        </div>
        <FieldError words={shell} field={dimension} errors={errors} />
        <div class="govuk-checkboxes govuk-checkboxes--small registry-ticks">
          {[...members, ...strangers].map((member, place) => (
            <Tick
              id={`${dimension}-${place + 1}`}
              dimension={dimension}
              member={member}
              text={names.member(dimension, member)}
              isTicked={entered.members[dimension]?.includes(member) === true}
            />
          ))}
        </div>
      </fieldset>
    </div>
  );
}

interface TickParts {
  readonly id: string;
  readonly dimension: DimensionId;
  readonly member: string;
  readonly text: string;
  readonly isTicked: boolean;
}

function Tick({ id, dimension, member, text, isTicked }: TickParts) {
  return (
    <div class="govuk-checkboxes__item">
      <input
        class="govuk-checkboxes__input"
        id={id}
        name={dimension}
        type="checkbox"
        value={member}
        checked={isTicked}
      />
      <label class="govuk-label govuk-checkboxes__label" for={id}>
        {text}
      </label>
    </div>
  );
}
