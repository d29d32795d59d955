import type { WebContext } from '../web-context.ts';

/** So that nobody takes the figures of a demo for a country's. */
export function DemoFigures({ c }: { readonly c: WebContext }) {
  if (!c.get('registry').demo) return null;
  return <p class="govuk-inset-text">{c.get('words').openFigures.demo}</p>;
}
