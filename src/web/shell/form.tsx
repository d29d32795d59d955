import type { Child } from 'hono/jsx';
import type { FormFields } from '../form-fields.ts';
import { formTokenField } from '../visit.ts';
import type { WebContext } from '../web-context.ts';
import { FieldError, type FormError } from './error-summary.tsx';

/** A form that the page's own path takes. */
export function Form({
  c,
  action,
  children,
}: {
  readonly c: WebContext;
  readonly action: string;
  readonly children: Child;
}) {
  return (
    <form action={action} method="post" novalidate>
      <input type="hidden" name={formTokenField} value={c.get('formToken')} />
      {children}
    </form>
  );
}

/** `prevent-double-click`: where a second press would do the thing twice. */
export function Button({ text, look, name, value, label, mayRepeat = false }: ButtonParts) {
  const named = name === undefined ? {} : { name, ...(value === undefined ? {} : { value }) };
  return (
    <button
      type="submit"
      class={`govuk-button${look === undefined ? '' : ` govuk-button--${look}`}`}
      data-module="govuk-button"
      {...(mayRepeat ? {} : { 'data-prevent-double-click': 'true' })}
      {...named}
      {...(label === undefined ? {} : { 'aria-label': label })}
    >
      {text}
    </button>
  );
}

interface ButtonParts {
  readonly text: string;
  readonly look?: 'secondary' | 'warning';
  readonly name?: string;
  readonly value?: string;
  /** For who cannot see beside what it stands; begins with the text. */
  readonly label?: string;
  /** A second press does no harm: a file that is downloaded again. */
  readonly mayRepeat?: boolean;
}

/** One line of text with its label, a hint, and what was wrong with it. */
export function TextField({ c, id, label, hint, value, errors, width = 20, ...input }: TextFieldParts) {
  const hasError = errors.some(({ field }) => field === id);
  const describedBy = [hint === undefined ? '' : `${id}-hint`, hasError ? `${id}-error` : ''].filter(
    (one) => one !== '',
  );
  return (
    <div class={`govuk-form-group${hasError ? ' govuk-form-group--error' : ''}`}>
      <label class="govuk-label" for={id}>
        {label}
      </label>
      {hint === undefined ? null : (
        <div id={`${id}-hint`} class="govuk-hint">
          {hint}
        </div>
      )}
      <FieldError words={c.get('words').shell} field={id} errors={errors} />
      <input
        class={`govuk-input govuk-input--width-${width}${hasError ? ' govuk-input--error' : ''}`}
        id={id}
        name={id}
        {...(value === undefined ? {} : { value })}
        {...(describedBy.length === 0 ? {} : { 'aria-describedby': describedBy.join(' ') })}
        {...input}
      />
    </div>
  );
}

const codeDigits = 6;

/** For six digits that were texted. */
export function CodeField({ c, label, errors }: Pick<TextFieldParts, 'c' | 'label' | 'errors'>) {
  return (
    <TextField
      c={c}
      id="code"
      label={label}
      errors={errors}
      width={10}
      type="text"
      inputmode="numeric"
      autocomplete="one-time-code"
      maxlength={20}
    />
  );
}

/** The digits entered, in whatever script and with whatever between them; undefined where they are not six. */
export function codeIn(form: FormFields): string | undefined {
  const code = form.text('code', 20).normalize('NFKC').replaceAll(/\D/g, '');
  return code.length === codeDigits ? code : undefined;
}

interface TextFieldParts {
  readonly c: WebContext;
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly value?: string;
  readonly errors: readonly FormError[];
  /** Characters that show. */
  readonly width?: 5 | 10 | 20 | 30;
  readonly type: 'tel' | 'text';
  readonly inputmode?: 'numeric' | 'tel';
  readonly autocomplete?: 'tel' | 'one-time-code';
  readonly maxlength?: number;
}
