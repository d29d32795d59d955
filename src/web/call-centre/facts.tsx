import type { Child } from 'hono/jsx';

export type Fact = readonly [key: string, value: Child];

/** What is known, a line each. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl class="govuk-summary-list">
      {facts.map(([key, value]) => (
        <div class="govuk-summary-list__row">
          <dt class="govuk-summary-list__key">{key}</dt>
          <dd class="govuk-summary-list__value registry-long">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
