import type { Child } from 'hono/jsx';

/** What came of what a person just did; a screen reader says it first. */
export function Notice({
  title,
  children,
  isSuccess = true,
}: {
  readonly title: string;
  readonly children?: Child;
  readonly isSuccess?: boolean;
}) {
  return (
    <div
      class={`govuk-notification-banner${isSuccess ? ' govuk-notification-banner--success' : ''}`}
      role="alert"
      aria-labelledby="notice-title"
      data-module="govuk-notification-banner"
    >
      <div class="govuk-notification-banner__header">
        <h2 class="govuk-notification-banner__title" id="notice-title">
          {title}
        </h2>
      </div>
      <div class="govuk-notification-banner__content">{children}</div>
    </div>
  );
}

/** Something to know before it is done. */
export function Warning({ children, prefix }: { readonly children: Child; readonly prefix: string }) {
  return (
    <div class="govuk-warning-text">
      <span class="govuk-warning-text__icon" aria-hidden="true">
        !
      </span>
      <strong class="govuk-warning-text__text">
        <span class="govuk-visually-hidden">{prefix}</span>
        {children}
      </strong>
    </div>
  );
}
