import { zonesOf } from '../../../core/numbering-plan.ts';
import type { Preferences } from '../../../core/preferences.ts';
import { dayMs } from '../../../core/time.ts';
import type { WebContext } from '../../web-context.ts';
import { standingSentences } from '../../words/standing-sentences.ts';

/** The day by which the law's defaults are told: near enough, where it does not turn today. */
export function todayOf(c: WebContext): number {
  return Math.floor(c.get('registry').now() / dayMs);
}

/** What stands, or would stand, in words. */
export function StandingBox({ c, preferences }: { readonly c: WebContext; readonly preferences: Preferences }) {
  const { policy } = c.get('registry');
  const { standing } = c.get('words');
  const { advertising, service } = standingSentences(policy, preferences, c.get('language'), todayOf(c));
  const hasSeveralZones = zonesOf(policy, c.get('subscriber').number).length > 1;
  return (
    <div class="govuk-inset-text">
      {advertising.map((sentence) => (
        <p class="govuk-body govuk-!-font-weight-bold">{sentence}</p>
      ))}
      <p class="govuk-body">{service}</p>
      <p class="govuk-body-s">
        {standing.always}
        {hasSeveralZones ? ` ${standing.severalZones}` : ''}
      </p>
    </div>
  );
}
