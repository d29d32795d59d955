import type { Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { all } from '../../../core/statistics/release.ts';
import { DemoFigures } from '../../figures/demo-figures.tsx';
import type { FormError } from '../../shell/error-summary.tsx';
import { clientAddressOf, type WebContext, type WebEnv } from '../../web-context.ts';
import { publicPage } from '../public-page.tsx';
import { AboutFigures } from './about-figures.tsx';
import { figuresView } from './figures-view.ts';
import { Filters } from './filters.tsx';
import { Choices, Consents, Registered } from './holders-sections.tsx';
import { Contents, KeyFigures } from './key-figures.tsx';
import { NoFigures } from './no-figures.tsx';
import { askedPeriod, type OpenFigures, openFigures, regionsIn } from './open-figures.ts';
import { Changes, Enquiries, Times } from './registry-sections.tsx';

const idLengthMax = 40;

/** The open figures of one release, for anybody: period and region stand in the address. */
export function figuresPage(app: Hono<WebEnv>): void {
  app.get('/figures', (c) => {
    const registry = c.get('registry');
    registry.abuse.visitors.requireOpenDataRoom(clientAddressOf(c), registry.now());
    const { openFigures: words } = c.get('words');
    const { shown, released, isUnknown } = askedPeriod(registry, c.req.query('period')?.slice(0, idLengthMax));
    if (shown === undefined) return page(c, 200, [], <NoFigures c={c} />);
    const region = c.req.query('region')?.slice(0, idLengthMax) || all;
    const figures = openFigures(registry, shown.id, region);
    const hasRegion = region === all || regionsIn(figures.release).includes(region);
    const errors = [
      ...(isUnknown ? [{ field: 'period', text: words.noSuchPeriod }] : []),
      ...(hasRegion ? [] : [{ field: 'region', text: words.noSuchRegion }]),
    ];
    const found = hasRegion ? figures : openFigures(registry, shown.id, all);
    return page(
      c,
      errors.length > 0 ? 404 : 200,
      errors,
      <>
        <Filters c={c} figures={found} released={released} />
        <Figures c={c} figures={found} />
      </>,
    );
  });
}

function page(c: WebContext, status: number, errors: readonly FormError[], body: Child): Response {
  const { openFigures: words } = c.get('words');
  return publicPage(
    c,
    'figures',
    { title: words.heading, status, errors, isWide: true },
    <>
      <h1 class="govuk-heading-l">{words.heading}</h1>
      <p class="govuk-body-l">{words.lead}</p>
      <DemoFigures c={c} />
      {body}
    </>,
  );
}

function Figures({ c, figures }: { readonly c: WebContext; readonly figures: OpenFigures }) {
  const view = figuresView(c, figures);
  return (
    <>
      <KeyFigures view={view} />
      <Contents view={view} />
      <Registered view={view} />
      <Choices view={view} />
      <Consents view={view} />
      <Changes view={view} />
      <Enquiries view={view} />
      <Times view={view} />
      <AboutFigures c={c} figures={figures} />
    </>
  );
}
