import type { Child } from 'hono/jsx';
import type { WebContext } from '../web-context.ts';
import { FieldError, type FormError } from './error-summary.tsx';

interface FieldParts {
  readonly c: WebContext;
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly errors: readonly FormError[];
}

/** What a field has around itself: label, hint, and what was wrong. */
export function FieldGroup({ c, id, label, hint, errors, children }: FieldParts & { readonly children: Child }) {
  return (
    <div class={`govuk-form-group${isWrong(errors, id) ? ' govuk-form-group--error' : ''}`}>
      <label class="govuk-label" for={id}>
        {label}
      </label>
      {hint === undefined ? null : (
        <div id={`${id}-hint`} class="govuk-hint">
          {hint}
        </div>
      )}
      <FieldError words={c.get('words').shell} field={id} errors={errors} />
      {children}
    </div>
  );
}

/** `aria-describedby` of a field in a `FieldGroup`, and its look where it is wrong. */
export function fieldState(
  kind: 'input' | 'select',
  id: string,
  hint: string | undefined,
  errors: readonly FormError[],
) {
  const wrong = isWrong(errors, id);
  const describedBy = [...(hint === undefined ? [] : [`${id}-hint`]), ...(wrong ? [`${id}-error`] : [])].join(' ');
  return {
    id,
    name: id,
    class: `govuk-${kind}${wrong ? ` govuk-${kind}--error` : ''}`,
    ...(describedBy === '' ? {} : { 'aria-describedby': describedBy }),
  };
}

function isWrong(errors: readonly FormError[], id: string): boolean {
  return errors.some(({ field }) => field === id);
}

export interface Option {
  readonly value: string;
  readonly text: string;
}

/** One of many; nothing is chosen for the person, but where there is nothing to choose. */
export function Select({
  choose,
  options,
  value,
  ...field
}: FieldParts & { readonly choose: string; readonly options: readonly Option[]; readonly value: string }) {
  const only = options.length === 1 ? options[0]?.value : undefined;
  return (
    <FieldGroup {...field}>
      <select {...fieldState('select', field.id, field.hint, field.errors)}>
        {only === undefined ? <option value="">{choose}</option> : null}
        {options.map((option) => (
          <option value={option.value} selected={option.value === (value === '' ? only : value)}>
            {option.text}
          </option>
        ))}
      </select>
    </FieldGroup>
  );
}

/** One of few, with what each means. */
export function Radios({
  c,
  id,
  label,
  options,
  value,
  errors,
}: FieldParts & { readonly options: readonly (Option & { readonly hint: string })[]; readonly value: string }) {
  return (
    <div class={`govuk-form-group${isWrong(errors, id) ? ' govuk-form-group--error' : ''}`}>
      <fieldset class="govuk-fieldset">
        <legend class="govuk-fieldset__legend">{label}</legend>
        <FieldError words={c.get('words').shell} field={id} errors={errors} />
        <div class="govuk-radios">
          {options.map((option, place) => {
            const optionId = place === 0 ? id : `${id}-${place + 1}`;
            return (
              <div class="govuk-radios__item">
                <input
                  class="govuk-radios__input"
                  id={optionId}
                  name={id}
                  type="radio"
                  value={option.value}
                  checked={option.value === value}
                  aria-describedby={`${optionId}-about`}
                />
                <label class="govuk-label govuk-radios__label" for={optionId}>
                  {option.text}
                </label>
                <div id={`${optionId}-about`} class="govuk-hint govuk-radios__hint">
                  {option.hint}
                </div>
              </div>
            );
          })}
        </div>
      </fieldset>
    </div>
  );
}

export function Checkbox({
  id,
  label,
  hint,
  isChecked,
}: Omit<FieldParts, 'c' | 'errors'> & { readonly isChecked: boolean }) {
  return (
    <div class="govuk-form-group">
      <div class="govuk-checkboxes">
        <div class="govuk-checkboxes__item">
          <input
            class="govuk-checkboxes__input"
            id={id}
            name={id}
            type="checkbox"
            value="yes"
            checked={isChecked}
            aria-describedby={`${id}-about`}
          />
          <label class="govuk-label govuk-checkboxes__label" for={id}>
            {label}
          </label>
          <div id={`${id}-about`} class="govuk-hint govuk-checkboxes__hint">
            {hint}
          </div>
        </div>
      </div>
    </div>
  );
}
