import type { Hono } from 'hono';
import { exportRelease } from '../../../registry/statistics/export-release.ts';
import { publicReader } from '../../../registry/statistics/reader.ts';
import { DemoFigures } from '../../figures/demo-figures.tsx';
import type { FormError } from '../../shell/error-summary.tsx';
import { clientAddressOf, type WebEnv } from '../../web-context.ts';
import { NoFigures } from '../figures/no-figures.tsx';
import { askedPeriod } from '../figures/open-figures.ts';
import { publicPage } from '../public-page.tsx';
import { AllReleases } from './all-releases.tsx';
import { Files } from './files.tsx';
import { HowChecked, HowMade, HowRead } from './how-to.tsx';

const idLengthMax = 40;

/** Releases as files, for anybody. Whoever fetches them by a program needs no page: see `/v1/open-data`. */
export function openDataPage(app: Hono<WebEnv>): void {
  app.get('/open-data', async (c) => {
    const registry = c.get('registry');
    const { openData } = c.get('words');
    const { shown, isUnknown } = askedPeriod(registry, c.req.query('period')?.slice(0, idLengthMax));
    registry.abuse.visitors.requireOpenDataRoom(clientAddressOf(c), registry.now());
    const exported =
      shown === undefined ? undefined : await exportRelease(registry, publicReader, { period: shown.id });
    const errors: readonly FormError[] = isUnknown ? [{ field: 'releases', text: openData.noSuchPeriod }] : [];
    return publicPage(
      c,
      'openData',
      { title: openData.heading, status: isUnknown ? 404 : 200, errors, isWide: true },
      <>
        <h1 class="govuk-heading-l">{openData.heading}</h1>
        <p class="govuk-body-l">{openData.lead}</p>
        <DemoFigures c={c} />
        {exported === undefined ? (
          <NoFigures c={c} />
        ) : (
          <>
            <Files c={c} exported={exported} />
            <AllReleases c={c} shown={exported.period} />
            <HowRead c={c} />
            <HowChecked c={c} manifest={exported.manifest} />
            <HowMade c={c} manifest={exported.manifest} />
          </>
        )}
      </>,
    );
  });
}
