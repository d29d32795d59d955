import { countedPosition } from '../../../registry/log-heads.ts';
import { periodName } from '../../figures/period-name.ts';
import { Facts } from '../../shell/card.tsx';
import { formatsOf } from '../../shell/formats.ts';
import type { WebContext } from '../../web-context.ts';
import { formatsIn } from '../../words/formats.ts';
import { nextRelease } from './next-release.ts';
import type { OpenFigures } from './open-figures.ts';

/** From when the figures are, up to where they are counted, and what is left out of them. */
export function AboutFigures({ c, figures }: { readonly c: WebContext; readonly figures: OpenFigures }) {
  const { openFigures, figures: names } = c.get('words');
  const { about } = openFigures;
  const registry = c.get('registry');
  const { policy } = registry;
  const language = c.get('language');
  const { number } = formatsIn(language, policy);
  const { release } = figures;
  const minimum = number(release.minimumCellSize);
  const next = nextRelease(c);
  return (
    <section class="registry-section" id="about">
      <h2 class="govuk-heading-m">{about.heading}</h2>
      <Facts
        rows={[
          [about.period, periodName(policy, language, release.period.id)],
          [about.countedAt, formatsOf(c).dateTime(release.countedAt)],
          [
            about.position,
            <>
              <span class="registry-long">{countedPosition(registry, release)}</span>
              <br />
              <span class="govuk-hint">{about.positionHint}</span>
            </>,
          ],
          [about.minimum, minimum],
          [openFigures.nextFigures, openFigures.next(next.period, next.due)],
          [about.policy, release.policyId],
        ]}
      />
      <h3 class="govuk-heading-s">{about.suppressedHeading}</h3>
      <p class="govuk-body">{about.suppressed(minimum, names.chart.suppressed)}</p>
      <p class="govuk-body">{about.notReleased}</p>
      <p class="govuk-body">
        <a class="govuk-link" href={`/open-data?period=${release.period.id}`}>
          {about.take}
        </a>
      </p>
    </section>
  );
}
