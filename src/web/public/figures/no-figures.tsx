import type { WebContext } from '../../web-context.ts';
import { nextRelease } from './next-release.ts';

/** Before there is any release: which will be the first, and when. */
export function NoFigures({ c }: { readonly c: WebContext }) {
  const { none } = c.get('words').openFigures;
  const { period, due } = nextRelease(c);
  return (
    <>
      <h2 class="govuk-heading-m">{none.heading}</h2>
      <p class="govuk-body">{none.text(period, due)}</p>
      <p class="govuk-body">{none.meanwhile}</p>
    </>
  );
}
