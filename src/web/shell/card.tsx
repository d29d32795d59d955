import type { Child } from 'hono/jsx';

/** One thing among several alike: what it is, what is known of it, what can be done. */
export function Card({ title, children }: { readonly title: string; readonly children: Child }) {
  return (
    <div class="govuk-summary-card">
      <div class="govuk-summary-card__title-wrapper">
        <h3 class="govuk-summary-card__title">{title}</h3>
      </div>
      <div class="govuk-summary-card__content">{children}</div>
    </div>
  );
}

/** Facts by name. */
export function Facts({ rows }: { readonly rows: readonly (readonly [name: string, value: Child])[] }) {
  return (
    <dl class="govuk-summary-list">
      {rows.map(([name, value]) => (
        <div class="govuk-summary-list__row">
          <dt class="govuk-summary-list__key">{name}</dt>
          <dd class="govuk-summary-list__value">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
