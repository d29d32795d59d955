import type { ShellWords } from '../words/shell-words.ts';

/** What is wrong with one field of a form, in words. */
export interface FormError {
  /** `id` of the field, which the summary's link leads to. */
  readonly field: string;
  readonly text: string;
}

export function ErrorSummary({ words, errors }: { readonly words: ShellWords; readonly errors: readonly FormError[] }) {
  return (
    <div class="govuk-error-summary" data-module="govuk-error-summary">
      <div role="alert">
        <h2 class="govuk-error-summary__title">{words.errorSummary}</h2>
        <div class="govuk-error-summary__body">
          <ul class="govuk-list govuk-error-summary__list">
            {errors.map(({ field, text }) => (
              <li>
                <a href={`#${field}`}>{text}</a>
              </li>
            ))}
          </ul>
        </div>
      </div>
    </div>
  );
}

/** The error of one field, beside it. */
export function FieldError({ words, field, errors }: FieldErrorParts) {
  const error = errors.find((one) => one.field === field);
  if (error === undefined) return null;
  return (
    <p id={`${field}-error`} class="govuk-error-message">
      <span class="govuk-visually-hidden">{words.errorPrefix}</span>
      {error.text}
    </p>
  );
}

interface FieldErrorParts {
  readonly words: ShellWords;
  readonly field: string;
  readonly errors: readonly FormError[];
}
